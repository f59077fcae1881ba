"""The rooms behind the door: Discord's routes, by what they are about; requests in, answers in Discord's shape out."""
