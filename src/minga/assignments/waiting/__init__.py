"""What waits for a person in the volunteer's cycle, by what it is about; `roles` puts together what each role sees."""
