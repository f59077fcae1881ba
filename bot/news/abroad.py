"""A line of a post in another language of Europe in; whether it is boilerplate, an editor's note or a promise, out.

Only what systems print and editors repeat word for word is known: in German, French, Spanish, Portuguese, Russian and
Ukrainian, with a little Italian, Dutch and Polish. Lines are compared in lower case and with straight apostrophes.
"""

import re

_SEE_ALSO = r"""
    (?:lesen|sehen|hören)\ssie\s(?:auch|dazu|hierzu|hier|mehr) | lies\sauch | siehe\sauch | mehr\s(?:zum\sthema|dazu)
  | (?:à\s)?lire\s(?:aussi|également) | à\svoir(?:\saussi)? | voir\s(?:aussi|également) | sur\sle\smême\s(?:sujet|thème)
  | (?:lea|lee|leer|ver|vea|mira)\s(?:también|además) | (?:también\s)?te\spuede\sinteresar | noticias\srelacionadas
  | (?:leia|ler|veja|ver)\s(?:também|ainda) | (?:notícias|artigos|posts)\srelacionad[ao]s
  | (?:читайте|смотрите|см\.|читать)\s(?:также|ещё|еще) | (?:материалы\s|также\s)?по\sтеме
  | (?:читайте|дивіться|див\.)\s(?:також|ще) | (?:матеріали\s)?за\sтемою
  | leggi\sanche | lees\sook | czytaj\s(?:też|także|również) | zobacz\s(?:też|także|również)
"""
_GO_ON = r"""
    weiterlesen | (?:hier\s)?mehr\s(?:lesen|erfahren) | zum\s(?:ganzen\s)?(?:artikel|beitrag)
  | (?:den\s)?(?:ganzen|vollständigen)\s(?:artikel|beitrag|text)\s(?:lesen|hier)
  | lire\s(?:la\ssuite|plus|l'article(?:\scomplet)?) | en\s(?:savoir|lire)\splus | continuer\s(?:la\slecture|à\slire)
  | (?:leer|lee|saber|ver)\smás | (?:seguir|sigue|continuar|continúa)\sleyendo | más\sinformación
  | (?:leia|ler|saiba|saber|ver|veja)\smais | (?:continue|continuar)\s(?:lendo|a\sler)
  | (?:читать|читайте)\s(?:далее|дальше|полностью|подробнее) | подробнее
  | (?:читати|читайте)\s(?:далі|повністю|докладніше|більше) | докладніше | детальніше
  | leggi\s(?:tutto|di\spiù) | continua\sa\sleggere | lees\s(?:meer|verder) | czytaj\s(?:dalej|więcej)
"""
_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|pinterest|reddit|instagram|mastodon|bluesky|e-?mail)\b.{0,20}"
)
_SHARING = rf"""
    (?:(?:beitrag|artikel|seite|jetzt)\s)?teilen(?:\s(?:auf|mit|per|via|bei)\s{_NETWORK}|\smit\sfreunden)?
  | partagez?r?(?:\s(?:sur|par|via)\s{_NETWORK}|\s(?:cet\sarticle|ceci|cette\spage).{{0,40}})?
  | (?:compart(?:e|ir)|compártelo)(?:\s(?:en|por|con)\s{_NETWORK}|\s(?:esto|est[ea]\s\w+).{{0,40}})?
  | (?:compartilh|partilh)(?:e|ar)(?:\s(?:no|na|em|por|via)\s{_NETWORK}|\s(?:isso|isto|est[ea]\s\w+).{{0,40}})?
  | подел(?:иться|итесь)(?:\s(?:в|на|ссылкой|записью|этим|статьёй|с\sдрузьями)\b.{{0,40}})?
  | поділ(?:итися|іться)(?:\s(?:в|у|на|посиланням|цим|з\sдрузями)\b.{{0,40}})?
  | condividi(?:\s(?:su|via)\s{_NETWORK})? | delen(?:\s(?:op|via)\s{_NETWORK})? | udostępnij(?:\sna\s{_NETWORK})?
"""
_COMMENTS_HEAD = r"""
    (?:keine|\d+)\skommentare? | (?:aucun|\d+)\scommentaires? | (?:no\shay|sin|\d+)\scomentarios?
  | (?:sem|nenhum|\d+)\scomentários? | (?:нет|\d+)\sкомментари\w{1,3} | (?:немає|\d+)\sкоментар\w{1,3}
  | kommentar\s(?:veröffentlichen|schreiben|hinterlassen) | schreiben?\s(?:sie\s)?einen\skommentar
  | (?:enregistrer|laisser|publier|ajouter)\sun\scommentaire | (?:publicar|deja|dejar|añadir)\sun\scomentario
  | (?:enviar|postar|publicar|deixe|deixar)\sum\scomentário
  | (?:отправить|оставить|добавить|написать)\sкомментарий
  | (?:дописати|опублікувати|залишити|додати)\sкоментар
"""
_COMMENTS = r"kommentare?|commentaires?|comentarios|comentários|комментарии|коментарі|commenti|reacties"
_FOLLOWING = r"""
    (?:jetzt\s)?abonnieren?(?:\s(?:sie|uns|mich|unseren?|den\s(?:newsletter|kanal)|jetzt|hier)\b.{0,120})?\W*
  | (?:folgen\ssie|folgt|folge)\s(?:uns|mir)\b.{0,80} | (?:den\s|unseren\s)?newsletter\s(?:abonnieren|bestellen)\W*
  | (?:danke|vielen\sdank)\sfürs\s(?:mit)?lesen\b.{0,200} | unterstütze?n?\s(?:sie\s)?(?:uns|mich|unsere)\b.{0,120}
  | (?:abonnez|inscrivez)-vous\b.{0,160} | suivez[-\s](?:nous|moi|notre)\b.{0,80}
  | s'(?:abonner|inscrire)(?:\s(?:à\s(?:la|notre)\s(?:newsletter|lettre|chaîne)\b.{0,40}|ici|maintenant))?\W*
  | (?:soutenez|rejoignez)(?:-nous|-moi|\snotre)\b.{0,120}
  | merci\s(?:d'avoir\slu|de\s(?:me|nous)\slire|de\sm'avoir\slue?|de\svotre\slecture)\b.{0,200}
  | suscr[íi](?:bete|base|birse|bir)\b.{0,160} | síg(?:ue|a)n?(?:os|me)\b.{0,80} | gracias\spor\sleer\b.{0,200}
  | (?:apóya|apoya)(?:nos|me|\snuestro|\smi|\seste)\b.{0,100} | únete\sa\s(?:nuestr[oa]|mi)\b.{0,100}
  | (?:assine|subscreva|inscreva-se|inscreve-te|subscreve)\b.{0,160} | (?:siga|segue)-(?:nos|me)\b.{0,80}
  | (?:muito\s)?obrigad[oa]\spor\s(?:ler|ter\slido|leres)\b.{0,200} | ap[oó]i[ea]\s(?:[oa]\snoss[oa]|[oa]\smeu
      |este)\b.{0,100}
  | подпи(?:шитесь|шись|сывайтесь|сывайся)\b.{0,160} | подписа(?:ться|ка)(?:\sна\s(?:канал|рассылку|нас)\b.{0,60})?\W*
  | (?:поддерж(?:ать|ите)|помочь)\s(?:нас|меня|автора|канал|проект|редакцию)\b.{0,120}
  | спасибо,?\sчто\s(?:читаете|дочитали|смотрите|остаётесь|были)\b.{0,200}
  | підпи(?:шіться|шись|суйтесь|суйтеся|суйся)\b.{0,160} | підпис(?:атися|ка)(?:\sна\s(?:канал|розсилку
      |нас)\b.{0,60})?\W*
  | підтрим(?:ати|айте)\s(?:нас|мене|автора|канал|проєкт|редакцію)\b.{0,120}
  | дяку(?:ю|ємо),?\sщо\s(?:читаєте|дочитали|дивитесь|ви\sз\sнами)\b.{0,200}
  | je\sm'abonne.{0,40} | se\sdésabonner.{0,40} | se\sdésinscrire.{0,40} | vous\savez\saimé\s.{1,200}
  | iscriviti\b.{0,100} | seguici\b.{0,60} | volg\sons\b.{0,60} | obserwuj\snas\b.{0,60} | zapisz\ssię\b.{0,80}
"""
_APPEARED = r"""
    der\sbeitrag\s.{1,200}\serschien\szuerst\s(?:auf|bei|in)\s.{1,100}
  | l'article\s.{1,200}\sest\sapparu\sen\spremier\ssur\s.{1,100}
  | la\sentrada\s.{1,200}\s(?:se\spublicó|aparece|apareció)\sprimero\sen\s.{1,100}
  | o\s(?:post|artigo)\s.{1,200}\s(?:apareceu|aparece)\sprimeiro\s(?:em|no|na)\s.{1,100}
  | (?:запись|сообщение)\s.{1,200}\s(?:впервые\sпоявил|появил)(?:ась|ось|ись)(?:\sсначала)?(?:\sна)?\s.{1,100}
  | (?:запис|допис)\s.{1,200}\s(?:спершу|вперше)\sз'яви(?:вся|лась)(?:\sна)?\s.{1,100}
  | l'articolo\s.{1,200}\sproviene\sda\s.{1,100} | het\sbericht\s.{1,200}\sverscheen\seerst\sop\s.{1,100}
"""
_BY_SYSTEM = r"""
    (?:publicad[ao]\spor|publié\spar|eingestellt\svon|gepostet\svon|опубликова[лн]о?|опублікова[вн]о?|pubblicato\sda
        |geplaatst\sdoor|автор)\s.{1,80}\d{1,2}[:.h]\d{2}\W*
  | (?:etiquetas|libellés|étiquettes|schlagw[öo]rte[r]?|ярлыки|метки|теги|мітки|позначки|etichette|tags)\s?:\s.{1,200}
  | (?:alle\srechte\svorbehalten|tous\sdroits\sréservés|todos\s(?:los|os)\sd[ei]re(?:chos|itos)\sreservados
        |все\sправа\sзащищены|усі\sправа\sзахищен[оі])
  | (?:anzeige|werbung|publicité|publicidad|publicidade|реклама)
  | à\(s\)\s.{1,40} | ©\s?riproduzione\sriservata | (?:neuerer|älterer)\spost | startseite
      | entrada\s(?:más\s)?(?:reciente|antigua) | página\sprincipal | главная\sстраница
"""
_BOILERPLATE = re.compile(
    rf"""\W{{0,4}}(?:
        (?:{_SEE_ALSO})(?:\s?[:|»→-]\s?.{{1,250}}|\s[^.:]{{1,150}}|\W*)
      | (?:{_GO_ON})(?:\s?[:»→]\s?.{{1,200}}|\s(?:auf|bei|sur|em|no|na|на)\s.{{1,80}}|\W*)
      | (?:{_COMMENTS_HEAD}|{_COMMENTS})(?:\s?\(\d+\))?\W*
      | (?:{_SHARING}|{_APPEARED}|{_BY_SYSTEM})\W*
      | {_FOLLOWING}
    )""",
    re.VERBOSE,
)
_COMMENTS_BEGIN = re.compile(rf"(?:{_COMMENTS_HEAD})\s?(?::|(?<=\D)$)\W*", re.VERBOSE)
_NOTE = re.compile(
    r"""(?:
        (?:anmerkung|hinweis)\s(?:der|d\.)\s(?:redaktion|red\.?|autor(?:in|s)?) | korrektur(?:hinweis)? | berichtigung
      | (?:note|précision)\sde\sla\srédaction | ndlr | correction | rectificatif | mise\sà\sjour
      | nota\s(?:de\sla\sredacción|del\s(?:editor|autor)|da\sredação|do\s(?:editor|autor)) | corrección
          | fe\sde\serratas?
      | correção | errata | actualización | atualização
      | (?:примечание|от)\s(?:редакции|автора) | исправление | поправка | уточнение
      | (?:примітка|від)\s(?:редакції|автора) | виправлення | уточнення
      | nota\s(?:della\sredazione|dell'autore) | precisazione
    )\s?[:.—–-]\s?\S.{3,380}
  | (?:dieser\s(?:artikel|beitrag|text)\swurde|in\seiner\sfrüheren\s(?:version|fassung))\b.{3,300}
  | (?:cet\sarticle|ce\stexte)\sa\sété\s(?:mis\sà\sjour|modifié|corrigé|actualisé)\b.{0,300}
  | (?:este\s(?:artículo|texto)|esta\s(?:noticia|entrada))\s(?:ha\ssido|fue)\s(?:actualiz|correg|modific
      |edit)\w{2,4}\b.{0,300}
  | (?:este\s(?:artigo|texto)|esta\snotícia)\sfoi\s(?:atualiz|corrig|alter|edit)\w{2,4}\b.{0,300}
  | (?:(?:этот\s)?(?:материал|текст)|эта\sстатья)\s(?:был[аи]?\s)?(?:обновл[её]н|исправлен|дополнен)[аы]?\b.{0,300}
  | (?:(?:цей\s)?(?:матеріал|текст)|ця\sстаття)\s(?:бу(?:в|ла|ло)\s)?(?:оновлен|виправлен|доповнен)(?:ий|а|о)?\b.{0,300}
    """,
    re.VERBOSE,
)
_WHEN = (
    r"(?:\s(?:später|in\skürze|demnächst|bald|heute|morgen|plus\stard|bientôt|demain|más\starde|pronto|mañana"
    r"|en\sbreve)\b)"
)
_PROMISE = re.compile(
    rf"""[\[(*_\s–—-]*(?:
        fortsetzung\sfolgt | (?:weitere|mehr)\s(?:(?:meldungen|nachrichten|schlagzeilen|informationen
            |details)\s)?folg(?:en|t){_WHEN}*
      | mehr\s(?:(?:meldungen|nachrichten|schlagzeilen)\s)?(?:in\skürze|demnächst|später|bald)
      | diese[rs]?\s(?:artikel|beitrag|text|seite)\swird\s(?:laufend\s|noch\s)?aktualisiert
      | (?:la\s)?suite\s(?:à\svenir|demain|bientôt|plus\stard) | à\ssuivre
      | (?:d'autres|plus\sde|davantage\sde)\s(?:titres|nouvelles|informations|détails)\s(?:à\svenir|suivront){_WHEN}*
      | (?:cet\sarticle|cette\spage)\s(?:sera|est)\s(?:mise?\sà\sjour|actualisée?)(?:\s.{{1,60}})?
      | continuará | (?:habrá\s)?(?:más|otros)\s(?:titulares|noticias|detalles){_WHEN}+
      | (?:esta\s(?:noticia|entrada)|este\sartículo)\sse\sirá\sactualizando(?:\s.{{1,60}})?
      | (?:mais|outras)\s(?:manchetes|notícias|títulos|detalhes)\s(?:em\sbreve|mais\starde|amanhã|ao\slongo\sdo\sdia)
      | (?:esta\snotícia|este\s(?:artigo|texto))\s(?:será|está\sa\sser)\satualizad[oa](?:\s.{{1,60}})?
      | продолжение\sследует | (?:больше|остальные)\s(?:новост(?:ей|и)|заголовк(?:ов|и))\s(?:будут\s)?(?:позже|скоро
          |завтра)
      | (?:новость|материал|текст|пост)\s(?:дополняется|обновляется|будет\s(?:обновл[её]н|обновляться
          |дополнен))(?:\s.{{1,60}})?
      | далі\sбуде | (?:більше|решта)\s(?:новин|заголовків)\s(?:буде\s)?(?:згодом|пізніше|скоро|завтра)
      | (?:новина|матеріал|текст|допис)\s(?:доповнюється|оновлюється|буде\s(?:оновлено|оновлюватися
          |доповнено))(?:\s.{{1,60}})?
    )[\s.!…)\]*_:–—-]*""",
    re.VERBOSE,
)


def is_boilerplate_abroad(line: str) -> bool:
    """Whether a line frames posts in one of these languages: "Weiterlesen", "Lire aussi : …", "Sem comentários:"."""
    return _BOILERPLATE.fullmatch(_lowered(line)) is not None


def begins_comments_abroad(line: str) -> bool:
    """Whether readers' comments follow a line: "Keine Kommentare:", "Enviar um comentário"."""
    return _COMMENTS_BEGIN.fullmatch(_lowered(line)) is not None


def is_note_abroad(line: str) -> bool:
    """Whether an editor tells readers of the article itself: "Anmerkung der Redaktion: …"."""
    return _NOTE.fullmatch(_lowered(line)) is not None


def promises_more_abroad(line: str) -> bool:
    """Whether a line promises more in one of these languages: "À suivre…", "Продолжение следует."."""
    return _PROMISE.fullmatch(_lowered(line)) is not None


def _lowered(line: str) -> str:
    return line.lower().replace("’", "'")
