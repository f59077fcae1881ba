"""Files that come with a body → attachments with addresses of their own, their bytes kept in the world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.door import Upload
from bot.sandbox.things import Attachment, Json
from bot.sandbox.world import World

MOST_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class Files:
    """Where uploaded files are kept, at addresses that begin with `root` once the stand-in is open; the newest ones."""

    world: World
    root: str = ""

    def stored(self, channel_id: int, body: Json, uploads: Iterable[Upload]) -> tuple[Attachment, ...]:
        """Keep uploaded files and return the attachments they become, with what the body says of each."""
        listed = body.get("attachments")
        said = (
            {str(each.get("id")): each for each in listed if isinstance(each, dict)} if isinstance(listed, list) else {}
        )
        return tuple(self._stored(channel_id, upload, said.get(upload.index, {})) for upload in uploads)

    def _stored(self, channel_id: int, upload: Upload, said: Json) -> Attachment:
        file_id = self.world.next_id()
        self.world.files[file_id] = upload.data
        while sum(map(len, self.world.files.values())) > MOST_BYTES:
            del self.world.files[next(iter(self.world.files))]
        name = str(said.get("filename") or upload.name).replace("/", "_")
        url = f"{self.root}/attachments/{channel_id}/{file_id}/{name}"
        return Attachment(file_id, name, len(upload.data), url, upload.content_type, said.get("description"))
