"""Discord's messages as a chat client shows them: its markdown, cards, buttons and pictures, as HTML."""
