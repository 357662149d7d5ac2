"""What people type: the entrance, the profile, the account and the administrator's pages."""
