"""What the summariser must do well and fast, measured beside what a user would pick instead."""
