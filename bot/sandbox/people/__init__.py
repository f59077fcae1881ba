"""What people do in a stand-in's world, and what they are answered: commands, buttons, forms, plain messages."""
