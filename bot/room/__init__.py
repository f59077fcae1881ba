"""A function and what it is given in, what it returned out, by way of a child process that may use only so much."""

from bot.room.pool import Broke, Elsewhere, Room, RoomError, TookTooLong

__all__ = ["Broke", "Elsewhere", "Room", "RoomError", "TookTooLong"]
