"""A line of a post in; what it is if it is no prose (an embed, a caption, a credit, a note, boilerplate), out."""

import re
from typing import Literal

from bot.news.abroad import begins_comments_abroad, is_boilerplate_abroad, is_note_abroad

Furniture = Literal["caption", "embed", "credit", "note", "boilerplate"]

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"

_TWEET_LINK = re.compile(r"(?:pic\.twitter\.com/|https?://t\.co/)\w+\W{0,3}$")
# The year is left out by those who copy a tweet of this year.
_TWEET_SIGNATURE = re.compile(
    rf"\(@\w{{1,20}}\)(?:\s+|\s?·\s?)(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?:,? \d{{4}})?)\W{{0,3}}$"
    r"|^[—–-]\s?[^()]{1,60}\(@\w{1,20}\)\W{0,3}$",
    re.IGNORECASE,
)
# "Photo" in the languages of Europe, and what a picture may be besides.
_PICTURE = r"""(?:(?:photo(?:graph)?|picture|image|illustration|foto|bild|fotograf[íi]a|ima(?:ge[mn])
    |фото(?:графія|графия)?|світлина|снимок|cr[ée]dit(?:o|s)?(?:\sphotos?|\sde\sla\sfoto)?|zdjęcie|beeld)s?)"""
_OWNED = r"(?-i:[A-ZÀ-Þ])[\w.'’ -]{2,50}\.?$"
_NAMED = r"[A-ZÀ-Þ][\w.'’-]+"
_CAPTION = re.compile(
    rf"""(?:file\s)?(?:{_PICTURE}|caption)
        (?:\s(?:by|credits?|source|courtesy(?:\sof)?|above|below|top|left|right))?\s?[:/]
      | {_PICTURE}\s(?:by|courtesy\sof|de|von|di|do|da|del|par|por|van)\s{_OWNED}
      | \W{{0,2}}(?:the\s)?(?:banner|header|cover|featured?|hero|lead|main|top|title|thumbnail)
            \s(?:image|photo|picture|illustration|art(?:work)?)
            \b.{{0,60}}(?:\bby\b|:|credit|©|licen[cs]ed|\bvia\b|courtesy|\bfrom\b).{{0,120}}$
      | (?:pictured|above|below|left|right)\s?:\s""",
    re.IGNORECASE | re.VERBOSE,
)
# Sought in the last words of a line alone: "… Photo: Lars Emden/Pressline", "… EFX/Martín Oleiros".
_OWNER = re.compile(
    rf"""(?:[.!?…»”")]|\s[|—–-])\s+\(?{_PICTURE}(?:\s(?:by|credit|courtesy(?:\sof)?))?\s?:\s?[^.:]{{2,60}}\.?$
      | [.!?…»”")]\s+(?-i:[A-Z]{{2,6}}\s?/\s?{_NAMED}(?:\s{_NAMED}){{0,2}}
            | {_NAMED}(?:\s{_NAMED}){{1,2}}\s?/\s?[A-Z]{{2,6}})\.?$
      | \((?:file\s)?(?:photo|image|picture|credit|photograph)\b[^()]{{0,80}}\)\W?$""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_OWNER = 110
_SIGN = re.compile(r"©\s*(?!\d|copyright)\w", re.IGNORECASE)
_AGENCY = re.compile(r"[(/]\s?(?:AP|AFP|Reuters|EPA|PA|Getty(?:\sImages)?)(?:/[\w.\s]{1,40})?(?:\sphoto)?\)?\.?$")
_NAME = r"(?-i:[A-ZÀ-Þ][\w.'’&-]*(?:\s(?:[A-ZÀ-Þ][\w.'’&-]*|of|the|and|de|van|von)){0,5})"
_COMMENTS = r"""
    (?:no|\d+)\s(?:comments?|responses?|replies)(?:\son\s.*)?:?
  | (?:post|leave|add|write)\sa\s(?:comment|reply|response)(?:\scancel\sreply)?\W*
  | note:\s?only\sa\smember\sof\sthis\sblog\smay\spost\sa\scomment\W*
  | comments?(?:\s\(\d+\))? | view\s(?:all\s)?(?:\d+\s)?comments? | add\scomment | reply | replies
  | comments\sare\s(?:now\s)?closed\W* | (?:this|the)\s(?:live\s)?(?:blog|thread|page)\sis\s(?:now\s)?closed\b.{0,80}
"""
_PLACES = r"""facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|tumblr|telegram|mastodon|bluesky|threads|instagram
    |youtube|e-?mail|print|copy\slink"""
_SHARING = rf"""
    (?:please\s)?(?:share|like|follow|tweet|pin|email|print)(?:\s(?:this|it|on|us|me|to|via|with|by))*
        (?:\s(?:post|story|article|page|friends|newsletter|and|or|a|friend|in|new|window|click|opens|{_PLACES}))*\W*
  | (?:share|like|follow|tweet|print)(?:\s(?:this|on|us|via))?\s?:(?:\W*(?:more|{_PLACES}))*\W*
  | (?=.*\w)(?:more|share|like|\W|{_PLACES})+ | [\s*\#=~_.,•·—–\-\[\]()|+<>«»‹›←→↑↓…/\\]+ | email\sthis\W*blogthis!.*
      | share\s{_NAME}
  | (?=.*\w)(?:reblog|like|\W)+(?:(?:one|\d+)\sbloggers?\slikes?\sthis\W*)? | (?:one|\d+)\sbloggers?\slikes?\sthis\W*
  | like\sthis:? | (?:like\s)?loading\.* | clap | listen | \d+\smin(?:ute)?s?\sread\W*
  | (?:you\s(?:can\s)?)?follow\s(?:me|us|him|her|them|@\w+|the\sauthor)\b.{{0,40}}
        (?:@|twitter|mastodon|bluesky|medium).{{0,80}}
"""
_ELSEWHERE = rf"""
    (?:click\shere\sto\s)?(?:read|see|learn|find\sout|watch|hear)\s(?:the\s)?
        (?:more|rest|(?:full|whole|entire|original)\s(?:story|article|post|piece|letter|text|interview|report|thing
            |essay))
        (?:\s(?:at|on|here|of|from|about)\b\s?.{{0,80}})?\W*
  | (?:read|see|watch|listen)\s(?:more|also|next)\s?:\s.{{1,250}}
  | (?:click\shere\sto\s)?continue\sreading\b.{{0,120}} | keep\sreading\W* | (?:full\sstory|read\son)\W*
  | \[?(?:…|\.\.\.|&hellip;)\]? | (?:story|article|post)\scontinues\s(?:below|after)\b.{{0,40}}
  | (?:table\sof\s)?contents | (?:in|on)\sthis\s(?:article|post|page|issue):? | full\s(?:changelog|diff)\s?:.{{0,120}}
  | (?=.*\w)(?:(?:newer|older|next|previous)\sposts?|home|\W)+ | skip\sto\s(?:main\s)?content | back\sto\stop
  | (?:related|see\salso|more\son\sthis|you\smay\salso\slike|recommended|trending)
        (?:\s(?:posts?|articles?|stories|story|coverage|links|content|topics?|reading|news))?(?:\s?:\s.{{1,300}}|\W*)
  | (?:discover\smore\sfrom|more\sfrom|view\sall\sposts\sby)\s{_NAME} | view\smy\scomplete\sprofile
"""
_ORIGINS = rf"""
    the\spost\s.{{1,300}}\s(?:appeared\sfirst|first\sappeared)\son\s.{{1,200}}
  | originally\s(?:published|posted)\sat\s.{{2,120}} | for\simmediate\srelease\W* | our\sstandards:\s.{{1,120}}
  | \[/?[a-z]+[a-z_-]*(?:\s+[\w-]+=[^\[\]]*)?/?\] | (?:\#[\w’'-]+(?:\s[\w’'-]+){{0,2}}[\s,]{{0,2}}){{2,}}
  | this\s(?:post|article|story|piece|essay)\s(?:was\s)?(?:first|originally)\s(?:appeared|published|posted)
        \s(?:on|in|at|by)\s.{{1,200}}
  | (?:first|originally)\s(?:published|posted)\s(?:on|in|at|by)\s[^,]{{2,80}}
        (?:,\swhere\speople\sare\scontinuing\sthe\sconversation\b.{{0,80}})?
  | (?:read|view|visit|see)\s(?:the\s)?(?:full|original|rest\sof\sthe)\s(?:topic|thread|discussion)\W*
  | (?:article|comments?)\surl:\s\S+ | points:\s\d+ | \#\scomments:\s\d+ | submitted\sby\s\W*/?u/\S+.{{0,60}}
  | (?:watch|listen|video|podcast|in\spictures|also\sread|must\sread|don['’]t\smiss|read\s(?:more|also
      |next))\s?[:|–—]\s?.{{1,250}}
  | (?:most\sread|top\sstories|what\sto\sread\snext|latest\s(?:news|stories|posts))\W* | download\s(?:our
      |the)\s.{{0,40}}\bapp\b.{{0,80}}
  | this\sentry\swas\sposted\b.{{0,250}} | (?:tagged|categor(?:y|ies)|topics)(?:\swith|\sas|\sin)?\s?:\s.{{1,200}}
  | (?:media|press)\scontacts?\s?:.{{0,150}} | \W*ends\W* | \W+30\W+ | \(?with\s(?:agency\s)?inputs?\sfrom\s.{{1,60}}
  | (?:for\s)?business\s(?:inquiries|enquiries)\b.{{0,100}}
      | (?!source)(?:[^\s:]+\s){{0,2}}[^\s:]+\s?[^\w\s/]\s?(?:https?://|www\.)\S+
  | \(\(.{{3,150}}\)\) | (?:нашли\sошибку|знайшли\sпомилку|found\san?\s(?:error|mistake|typo))\?.{{0,120}}
  | \d+\sposts?\W+\d+\sparticipants? | (?:\[(?:link|comments|source)\]\s?)+ | \(visited\s[\d,.]+\stimes\b.{{0,40}}
  | (?:post\s)?views:\s[\d,.]+ | (?:estimated\s)?read(?:ing)?\stime\s?:?\s(?:about\s)?\d+\s?min\w*\W*
  | [—–(-]{{1,2}}\s?with\s(?:additional\s)?reporting\s(?:by|from)\s.{{2,120}}
  | \((?:additional\s|further\s)?(?:reporting|writing|editing|compiled|edited)\sby\s[^()]{{3,200}}\)\W*
  | additional\s(?:reporting|writing)\sby\s{_NAME}(?:\sin\s{_NAME})?\W*
  | reporting\sby\s[^.]{{3,80}};\sediting\sby\s[^.]{{3,80}}\W*
  | posted\s(?:by|on|in|at)\s.{{1,120}} | labels?:\s.{{0,200}} | tags?:\s.{{0,200}} | filed\sunder\W.{{0,200}}
  | (?:©|\(c\)|copyright\s(?:©|\(c\)|\d{{4}}|by\s))\s?.{{0,200}} | all\srights\sreserved\W* | powered\sby\s.{{0,60}}
"""
_LETTERS = rf"""
    (?:subscribe|sign\sup|join\s(?:us|our|the\snewsletter|[\d,.]+k?\s))\b.{{0,160}}(?:newsletter|email|inbox|updates
        |subscribers?|posts|free|feed|atom|channel|mailing\slist|paid|spam|unsubscribe)\b.{{0,80}}
  | subscribe(?:\s(?:to\s{_NAME}|now|here|today|free|to\sthis\sblog|via\srss))?\W* | sign\s(?:up|in)\W* | log\sin\W*
  | (?:type|enter)\syour\se-?mail(?:\saddress)?\W*(?:subscribe|sign\sup)?\W*
  | (?:get|receive)\s.{{0,60}}(?:in|to)\syour\sinbox\b.{{0,80}}
  | this\s(?:post|episode|article)\sis\s(?:only\s)?for\s(?:paid\s|paying\s)?(?:subscribers|members)(?:\sonly)?\W*
  | upgrade\sto\s(?:a\s)?(?:paid|founding)(?:\ssubscription)?\W* | give\sa\sgift\ssubscription\W*
  | already\sa\s(?:paid\s)?(?:member|subscriber)\?\s(?:sign|log)\sin\W*
  | get\smore\sfrom\s.{{1,80}}\sin\sthe\ssubstack\sapp\W* | sign\sup\sto\sdiscover\shuman\sstories\b.{{0,80}}
  | (?:become|be)\sa\s(?:paid\s|founding\s)?(?:member|subscriber|patron)\W*
  | join\sthe\s(?:conversation|discussion)\W* | join\s{_NAME}\ssubscriber\schat
      | available\sin\sthe\ssubstack\sapp\b.{{0,40}}
  | (?:was\sthis\s)?(?:e-?mail\s|newsletter\s|post\s)?forwarded\s(?:to\syou|this(?:\se-?mail)?)\?.{{0,120}}
  | you(?:\sare|['’]re)?\sreceiv(?:ing|ed)\sthis\b.{{1,250}} | get\sfull\saccess\sto\s.{{1,120}}
  | you\s(?:may|might)\s(?:also\s)?(?:like|enjoy)(?:\s?:.{{1,200}}|\W*) | (?:to\s)?unsubscribe\b.{{0,80}}
  | view\s(?:this\s(?:e-?mail|post)\s)?(?:in|on)\s(?:your\s|the\s)?(?:browser|web)\W*
  | (?:find|follow|subscribe|support|join|connect|website|patreon|discord|merch|podcast|newsletter|shop|{_PLACES})
        (?:\s[\w’'&-]+){{0,6}}\s?[:–—-]\s?(?:https?://|www\.)\S+
"""
_REQUESTS = r"""
    (?:please\s)?(?:support|donate\sto|buy\sme)\s(?:us|me|this\s(?:blog|podcast|channel|project|site)|the\s(?:show
        |channel)|a\scoffee|our\swork|now|today)\b.{0,120}
  | support\s(?:our|my|independent)\s(?:journalism|work|writing|newsroom)\W*
  | (?:have\syou\s|do\syou\shave\s|got\s|have\s)(?:got\s)?(?:a|any|an)\s(?:news\s)?(?:story|tip|stories|tips|comment)\b
        .{0,60}\?\s(?:e-?mail|call|contact|write|get\sin|let|tell|send|drop|message)\b.{0,200}
  | if\syou\s(?:like|liked|enjoy|enjoyed|find|found)\s(?:(?:this|my|our|the)\s)?(?:\w+\s)?
        (?:content\slike\sthis|post|piece|article|story|newsletter|letter|blog|essay|work|site|writing|column|podcast
            |video|episode|thread)
        \b.{0,60},\s(?:please\s|why\snot\s|you\s(?:can|may|might)\s|feel\sfree\sto\s|do\s)*
        (?:consider|check\sout|share|subscribe|support|buy|tell|follow|sign|click|clap|leave|become|like|forward
            |pass)\b.{0,250}
  | if\syou\s(?:have|find|found|notice|spot(?:ted)?)\s(?:an?y?\s|some\s)?(?:questions?|comments?|feedback|suggestions?
      |typos?
        |mistakes?|errors?|tips?|corrections?)\b[^.]{0,80},\s.{0,60}\b(?:e-?mail|contact|let\s(?:me|us)\sknow|reach\sout
        |drop|send|tell|write|get\sin\stouch|hit\sme|leave|ping|reply|open\san\sissue)\b.{0,150}
  | (?:please\s)?(?:e-?mail|reply|respond)\s(?:to\sthis\s(?:post|e-?mail)|(?:me\s|us\s)?(?:via|by|at)\s.{1,60})\W*
  | reply\svia\se-?mail | contact\s?:\s\S+@\S+
  | (?:please\s)?(?:listen|subscribe|available|find\s(?:us|me|it))\b.{0,60}\b(?:wherever|anywhere)\syou\s(?:get|listen
      |find)\b.{0,80}
  | (?:please\s)?subscribe\sto\s.{1,80}\b(?:itunes|apple\spodcasts|spotify|youtube|rss(?:\sfeed)?)\b.{0,80}
  | (?:this|today['’]s)\s(?:post|episode|video|issue|newsletter|podcast)\sis\s(?:brought\sto\syou|sponsored
      |supported)\sby\s.{1,250}
  | (?:please\s)?follow\s(?:me\s|us\s)?for\smore\b.{0,120}
  | advertisements?\W* | sponsored(?:\scontent)?\W*
  | as\san\s\w+\s(?:associate|affiliate),?\s(?:i|we)\searn\b.{0,120}
"""
_PATTERNS = "|".join((_COMMENTS, _SHARING, _ELSEWHERE, _ORIGINS, _LETTERS, _REQUESTS))
_BOILERPLATE = re.compile(f"(?:{_PATTERNS})", re.IGNORECASE | re.VERBOSE)
# These are known by words in their midst, which are sought first: it takes a tenth of the time.
_TELLTALES = (
    "commission",
    "affiliate link",
    "thanks for reading",
    "supported publication",
    "is free today",
    "newsletter",
    "originally published in",
    "the original",
)
_TOLD_BY_ITS_MIDST = re.compile(
    r"""(?:
        (?=.*\b(?:affiliate|links?|buy|bought|purchases?|partners?|shop)\b)
        .{0,200}\b(?:we|i)\s(?:(?:may|might|will|can|could)\s)?(?:earn|receive|get)\s(?:an?|some)
            \s(?:small\s|affiliate\s)?commission\b.{0,150}
      | .{0,120}\bcontains?\saffiliate\slinks?\b.{0,200}
      | (?:.{0,120}[.!?]\s)?thanks\sfor\sreading\b.{0,200}
      | .{0,120}\bis\sa\sreader[-\s]supported\spublication\b.{0,200}
      | .{1,150}\swas\soriginally\spublished\sin\s.{1,100}\son\smedium\b.{0,120}
      | \[?(?:.{0,80},\s)?(?:visit|view|read|see)\sthe\soriginal\s(?:article|post|page|version)\b.{0,40}
      | .{1,80}\bis\sfree\stoday\.\sBut\sif\syou\senjoyed\b.{0,250}
      | .{1,120}[.!?]\s(?:sign\sup|subscribe)\s(?:here\s)?(?:for|to)\s(?:our|the|my|this)\b.{0,30}\bnewsletter\b.{0,60}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TRADE = (
    r"(?:editor|writer|reporter|journalist|columnist|correspondent|critic|author|blogger|producer|contributor|novelist"
    r"|photographer|essayist)"
)
_BIOGRAPHY = re.compile(
    rf"""(?:[A-ZÀ-Þ][\w.'’-]*\s){{2,4}}(?:is|was)\s(?:an?|the|our)\s(?:[\w’'-]+\s){{0,4}}{_TRADE}\b[^“”"]{{0,300}}""",
    re.VERBOSE,
)
_WHERE_TO_FIND = re.compile(
    r"@\w|\b(?:[Ff]ollow|[Rr]each|[Cc]ontact|[Ee]mail)\s(?:him|her|them)\b|\bcan\sbe\s(?:reached|found|followed)\b"
)
# What an editor tells readers of the article itself; a remark of the author's own is told by where it stands.
_NOTE = re.compile(
    r"""(?:
        (?:corrections?|clarification|disclosure|disclaimer|retraction|(?:editor|author|publisher)(?:['’]?s
            |s['’])?\snote)
            (?:\s\([^()]{1,30}\)|,\s[\w\s,]{3,20})?\s?[:—–]\s?\S.{3,380}
      | (?:this|an\s(?:earlier|older)\sversion\sof\sthis)
            \s(?:article|story|post|piece|page|interview|conversation|report|headline|transcript|column|review|letter
                |essay)
            \s(?:(?:has|have|had)\s(?:since\s)?been|was(?:\slast)?)\s(?:(?:lightly|since|further)\s)?
            (?:updated|amended|corrected|edited|changed|revised|condensed|clarified|translated|adapted)\b.{0,300}
      | (?:an\s(?:earlier|older)|a\sprevious)\sversion\sof\sthis\s.{5,300}
      | \((?:adds?|updates?|recasts?|corrects?|refiles?|repeats?|rewrites?)\s[^()]{3,200}\)
      | (?:this\s(?:post|article|letter|piece|essay|story)?\s?is\s)?(?:the\s\w+|part\s\w+)\s(?:of|in)\s(?:an?|my|our
          |this|\w+)
            \s(?:[\w-]+\s){0,3}(?:series|posts|letters|parts|articles|essays|columns)\b.{0,200}
      | welcome\sto\s(?:the|all|our|my)\b.{0,60}\bnew\s(?:readers|subscribers|followers)\b.{0,250}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# Whoever wrote or carried it, on a line below the text: "Interview: Sunniva Drage", "(via oldquay)".
_CREDIT = re.compile(
    r"""(?:(?:first|last)\s)?(?:published|updated|modified)(?:\son|\sat)?\s?:?\s[^.]{0,40}\d{4}[^.]{0,30}
      | (?:interview|text|words|story|reporting|translation|text\sund\sfotos|texte|texto|текст|перевод|переклад
          |übersetzung
        |traduction|traducción|tradução|автор(?:\sтекста)?|autora?
            |auteur)\s?:\s(?-i:[A-ZÀ-ÞА-ЯЁІЇЄҐ])[\w.,:’' -]{2,70}
      | (?:by\s)?(?:our\s)?staff\s(?:report(?:er|s)?|writers?|correspondents?)(?:\sand\sagencies)? | (?:news|web)\sdesk
      | (?-i:[(—–-]\s?[A-Z]{2,5}(?:[/,]\s?[A-Z]{2,5})*\)?)
      | \((?:via|from|source|quelle|fuente|fonte|источник|джерело|h/?t)\b\s?:?\s?[^()]{2,60}\)
      | (?:source|quelle|fuente|fonte|источник|джерело)\s?:\s?[^.:]{2,60}""",
    re.IGNORECASE | re.VERBOSE,
)
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+>?|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_ORNAMENT = re.compile(r"^[^\w\s\"'“”‘’«»„(\[#@©—–<&§$€£¡¿.…*-]+\s*")
# What publishers ask of readers, by its name.
_ASKED = re.compile(
    r"""\b(?:subscri(?:be[dr]?s?|ption)|newsletter|unsubscribe|inbox|sign(?:ed|ing)?\s(?:up|in)|log\sin|members?(?:hip)?
        |paid|free|podcasts?|patreon|donat(?:e|ion)|rss|forward|repost|follow|e-?mails?|account|app|channel|support|join
        |abonn\w+|infolettre|lettre|désinscri\w+|inscri\w+|don|kostenlos|kanal|mitglied\w*|spende\w*|konto
        |suscr[íi]\w+|boletín|correo|canal|campanita|socio\w*|assin\w+|inscrev\w+|vídeos?|whatsapp|telegram|instagram
            |youtube
        |claps?|подпи\w+|telegram|рассылк\w+|канал\w*|поддерж\w+|підпи\w+|розсилк\w+|підтрим\w+|iscri\w+)\b|\S@\S""",
    re.IGNORECASE | re.VERBOSE,
)
_SPOKEN_TO = re.compile(
    r"""\b(?:you(?:['’]\w+)?|your|us|our|me|my|vous|votre|nous|notre|moi|sie|ihr\w*|uns\w*|du|dein\w*|usted|tu|tus
        |nuestr\w+|nos
        |você|seu|sua|nosso|nossa|te|os|ваш\w*|вы|вас|вам|нас|нам|наш\w*|ви|ti|tuo|tua|noi)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Imperatives: English and Romance by the word, and those that have an ending of their own by that.
_BIDDEN = re.compile(
    r"""(?:^|[.!?:—–-]\s)\W{0,4}(?:please|join|follow|subscribe|sign|get|listen|share|e-?mail|mail|write|send|support
        |donate|read|watch
        |download|forward|become|upgrade|visit|check|click|discover|leave|tell|help|buy|hit|rate|review|pledge|submit
            |already
        |siga|veja|assine|ouça|baixe|inscreva|jetzt|suscr[íi]b\w+|síguenos|compart\w+|únete|descarga|envía\w*
            |escr[íi]be\w*
        |\w{3,}ez(?:-\w+)?|\w{3,}en\ssie|\w{3,}(?:ите|йте|итесь|йтесь|йтеся|іть|іться))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_LONGEST_CALL = 260
_SIGNATURE = re.compile(r"(?:[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ][\w.’'-]*\s){1,3}[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ][\w’'-]+")
_COMMENTS_BEGIN = re.compile(
    r"(?:(?:no|\d+)\s(?:comments?|responses|replies):|post\sa\scomment|leave\sa\s(?:reply|comment)"
    r"|note:\s?only\sa\smember\sof\sthis\sblog.*)\W*",
    re.IGNORECASE,
)

_LONGEST = 400


def furniture(line: str) -> Furniture | None:
    """What a line is if it is not prose, judged by its words alone."""
    if len(line) > _LONGEST:
        return None
    line = _ORNAMENT.sub("", line) or line
    if _ADDRESS.fullmatch(line) or _TWEET_LINK.search(line) or _TWEET_SIGNATURE.search(line):
        return "embed"
    if _is_boilerplate(line) or is_boilerplate_abroad(line):
        return "boilerplate"
    if _NOTE.fullmatch(line) or is_note_abroad(line):
        return "note"
    if _CREDIT.fullmatch(line):
        return "credit"
    if _CAPTION.match(line) or _SIGN.search(line) or _OWNER.search(line, max(0, len(line) - _LONGEST_OWNER)):
        return "caption"
    if _AGENCY.search(line) and not any(mark in line for mark in '“”"«»„'):
        return "caption"
    return None


def _is_boilerplate(line: str) -> bool:
    if _BOILERPLATE.fullmatch(line) or (is_biography(line) and _WHERE_TO_FIND.search(line)):
        return True
    lowered = line.lower()
    return any(words in lowered for words in _TELLTALES) and _TOLD_BY_ITS_MIDST.fullmatch(line) is not None


def signs_a_tweet(line: str) -> bool:
    """Whether a line is only a tweet's signature, so that the tweet itself is the line before it."""
    return len(line) < 120 and _TWEET_SIGNATURE.search(line) is not None and not _TWEET_LINK.search(line)


def calls_on_readers(line: str, linked: bool) -> bool:
    """Whether a line asks something of its readers ("Join the 900 members …"), as stands below posts.

    Three of these tell it: each of two things that are asked for, an address to write to, words to somebody, an
    imperative, a question; a link from end to end counts twice.
    """
    if len(line) > _LONGEST_CALL or any(mark in line for mark in '“”"«»„'):
        return False
    asked = {words.lower() for words in _ASKED.findall(line)}
    signs = (_SPOKEN_TO.search(line), _BIDDEN.search(line), "?" in line[:-1], _MAIL.search(line), linked, linked)
    return min(len(asked), 2) + sum(map(bool, signs)) >= 3


def signs_off(line: str) -> bool:
    """Whether a line is nothing but somebody's name, as stands at the end of a letter or a comment."""
    return len(line) <= 40 and _SIGNATURE.fullmatch(line) is not None


def begins_comments(line: str) -> bool:
    """Whether what follows a line is readers' comments and the form for them, to the end of the post."""
    return len(line) < 120 and (_COMMENTS_BEGIN.fullmatch(line) is not None or begins_comments_abroad(line))


def is_biography(line: str) -> bool:
    """Whether a line tells who wrote the post, as stands below one: "Ines Okafor is a staff writer …"."""
    return len(line) <= _LONGEST and _BIOGRAPHY.fullmatch(line) is not None
