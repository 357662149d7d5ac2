"""A person's own data of the cycle: what goes out with an export, and what stays after an erasure."""
