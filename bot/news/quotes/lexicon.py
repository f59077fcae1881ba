"""The words by which people, bodies, roles and acts of speech are known; words in, sets of them out."""

_SAYING = """
sagte sagt erklärte erklärt meinte meint betonte betont schrieb schreibt rief fügte antwortete dit déclare déclaré
affirme affirmé explique expliqué ajoute ajouté écrit répond répondu assure said says say saying told tells tell
telling added adds adding asked asks asking replied replies replying stated states stating announced announces
announcing noted notes noting insisted insists insisting explained explains explaining warned warns warning claimed
claims claiming argued argues arguing wrote writes writing written tweeted tweets tweeting posted declared declares
declaring admitted admits admitting acknowledged acknowledges acknowledging confirmed confirms confirming denied
denies denying stressed stresses stressing emphasised emphasized emphasises emphasizes emphasising emphasizing
continued continues concluded concludes concluding recalled recalls recalling remarked remarks remarking commented
comments commenting observed observes observing vowed vows vowing urged urges urging pledged pledges promised promises
promising suggested suggests suggesting answered answers answering responded responds responding quipped quips joked
jokes joking testified testifies testifying shouted shouts yelled whispered cried exclaimed lamented laments lamenting
complained complains complaining conceded concedes conceding countered counters contended contends maintained
maintains reiterated reiterates reiterating revealed reveals predicted predicts boasted boasts mused opined affirmed
affirms asserted asserts asserting cautioned cautions clarified clarifies retorted recounted recounts remembered
remembers reflected reflects advised advises disclosed discloses elaborated divulged proclaimed proclaims alleged
alleges interjected intoned murmured muttered joined chimed reasoned summarised summarized underlined underlines
underscored underscores pleaded pleads repeated repeats repeating marvelled marveled gushed grumbled raged fumed
stormed moaned groaned sighed sniffed snapped barked roared bellowed beamed shrugged laughed grinned smiled began
begins texted emailed blogged thundered ventured volunteered likened likens scolded scolds chided chides shouting
yells yelling cries crying whispers exclaims
"""
_JUDGING = """
called calls calling described describes describing dubbed accused accuses accusing praised praises praising
criticised criticized criticises criticizes criticising criticizing condemned condemns condemning hailed hails hailing
dismissed dismisses dismissing blasted blasts slammed slams rejected rejects rejecting denounced denounces denouncing
thanked thanks blamed blames blaming demanded demands demanding decried decries derided derides mocked mocks labelled
labeled labels labeling characterised characterized characterizes expressed expresses expressing voiced voices hoped
hopes hoping believed believes believe thought thinks think felt feels expected expects wanted wants feared fears
wondered wonders wondering quoted quotes cited cites mentioned mentions spoke speaks speaking talked talks discussed
referred refers referring pointed points pointing reported reports proposed proposes recommended recommends
recommending estimated estimates invited encouraged encourages assured assures assuring reminded reminds reminding
apologised apologized apologises apologizes defended defends defending agreed agrees agreeing disagreed promised
ordered offered offers welcomed welcomes tells compared compares comparing branded brands attacked attacks attacking
ridiculed lambasted lauded touted touts begged begs went read reads bragged informed informs signed ruled found
concurred campaigned ripped
"""
SAYING = frozenset(_SAYING.split())
JUDGING = frozenset(_JUDGING.split()) - SAYING
CUES = SAYING | JUDGING
_TALKING = """
talked talks spoke speaks discussed mentioned mentions referred refers read agreed agrees found went offered offers
wanted wants expected reported touched touches
"""
# With a common noun they tell what was talked of rather than what was said.
TALKING = frozenset(_TALKING.split())
# They stand beside names and quotations too, and say nothing of who speaks.
NO_CUES = frozenset(("paid", "laid", "sold", "held", "old", "used", "need", "based", "born", "named", "titled", "red"))

_ROLES = """
spokesman spokeswoman spokesperson spokesmen spokespeople minister secretary president premier chancellor mayor
governor senator congressman congresswoman lawmaker legislator representative deputy ambassador diplomat envoy consul
general colonel major captain lieutenant sergeant admiral commander commissioner chief chairman chairwoman chairperson
chair head director manager executive officer official founder co-founder owner leader boss coach trainer player
striker goalkeeper editor reporter journalist correspondent columnist author writer novelist poet historian professor
lecturer teacher headteacher principal student researcher scientist economist analyst expert strategist adviser
advisor consultant lawyer attorney solicitor barrister prosecutor judge justice sheriff detective inspector constable
superintendent doctor nurse surgeon physician psychologist psychiatrist epidemiologist engineer architect developer
designer artist actor actress singer musician producer filmmaker activist campaigner organiser organizer volunteer
resident neighbour neighbor witness survivor victim driver pilot fisherman farmer worker docker trader broker investor
banker accountant auditor councillor councilor councilman councilwoman alderman treasurer clerk administrator
coordinator counsel counselor counsellor pastor priest bishop archbishop cardinal pope rabbi imam reverend king queen
prince princess duke duchess lord baron father mother brother sister son daughter husband wife widow uncle aunt cousin
friend colleague harbourmaster harbormaster master mistress skipper marshal ombudsman regulator watchdog whistleblower
nominee candidate hopeful frontrunner incumbent challenger pollster surrogate aide staffer speaker whip member fellow
partner associate specialist commentator pundit blogger biologist chemist physicist astronomer geologist ecologist
climatologist meteorologist curator conservator librarian archivist planner surveyor foreman steward shopkeeper baker
butcher chef cook retiree pensioner veteran soldier sailor marine immigrant migrant refugee entrepreneur businessman
businesswoman tycoon billionaire millionaire philanthropist publisher presenter broadcaster host anchor moderator
interpreter translator negotiator mediator convener delegate undersecretary assistant paramedic firefighter scholar
academic dean provost rector midwife therapist dentist vet pharmacist vicar choirmaster conductor composer mycologist
statistician glaciologist coxswain cox stroke lock-keeper keeper gamekeeper glassblower grower potter underwriter
acoustician grandson granddaughter nephew niece Bürgermeister Bürgermeisterin Präsident Präsidentin Sprecher
Sprecherin Minister Ministerin maire directeur directrice ministre président porte-parole referee ref umpire gran
drummer guitarist bassist winner champion runner swimmer cyclist boxer quarterback
"""
ROLES = frozenset(_ROLES.lower().split())

_HUMANS = """
operator man woman boy girl child passenger colleague customer reader visitor guest caller viewer commuter protester
supporter fan mourner insider source critic rival spectator bystander pensioner shopper listener boss villager tenant
pupil parent grandmother grandfather mum dad gran nan lad teenager couple family
"""
HUMANS = frozenset(_HUMANS.split()) | ROLES
_SHORT_TITLES = "Sen Rep Gov Gen Col Maj Capt Lt Sgt Adm Cmdr Prof Rev Supt Det Insp Cllr Atty Amb Hon Dep Pres"
SHORT_TITLES = frozenset(_SHORT_TITLES.split())
HE_TITLES = frozenset(("Mr", "Sir", "Lord", "Señor", "Herr", "Monsieur"))
SHE_TITLES = frozenset(("Mrs", "Ms", "Madam", "Miss", "Lady", "Dame", "Madame", "Señora", "Frau"))
HONORIFICS = HE_TITLES | SHE_TITLES | frozenset(("Dr", "Mx"))

_HE_ROLES = """
spokesman chairman congressman councilman fisherman businessman alderman foreman king prince duke lord baron father
brother son husband uncle actor priest pope bishop archbishop cardinal imam spokesmen harbourmaster
"""
_SHE_ROLES = """
spokeswoman chairwoman congresswoman councilwoman businesswoman queen princess duchess mother sister daughter wife
widow aunt actress mistress midwife
"""
HE_ROLES = frozenset(_HE_ROLES.split())
SHE_ROLES = frozenset(_SHE_ROLES.split())

_MODIFIERS = """
former ex-president senior junior chief deputy acting vice retired veteran local national regional state federal newly
elected opposition longtime long-time then outgoing incoming current late top leading prominent interim managing
general executive assistant associate foreign prime first second third lead principal co senior-most ranking
high-ranking would-be self-styled founding honorary permanent international independent republican democratic democrat
conservative labour liberal green
"""
MODIFIERS = frozenset(_MODIFIERS.split())

_BODIES = """
Ministry Department Authority Agency Administration Bureau Commission Committee Council Court Congress Senate House
Parliament Assembly Government Cabinet Office Party Union Association Federation Confederation Alliance League
Coalition Front Movement Army Navy Force Forces Police Guard Corps University College School Institute Institution
Academy Center Centre Foundation Trust Fund Bank Group Company Corporation Corp Inc Ltd LLC PLC GmbH Holdings Partners
Industries Airlines Airways Railways Motors Hospital Clinic Church Society Network Media News Times Post Journal
Herald Tribune Guardian Gazette Observer Review Magazine Press Radio Television TV Board Service Services System Team
Club United Pentagon Kremlin Embassy Consulate Nations Organization Organisation Programme Program Project Initiative
Campaign Treasury Exchange Chamber Chambers Museum Library Theatre Theater Gallery Lab Laboratory Laboratories Watch
International Tribunal Registry Inspectorate Directorate Secretariat Delegation Mission Summit Forum Conference
Chronicle Telegraph Courier Standard Mirror Star Globe Examiner Bulletin Mail Sentinel Dispatch Ledger Street
Avenue Road Square Bridge River Lake Island Islands Mountain Mountains Bay Beach Harbour Harbor Port Airport Station
Park Valley City County Province District Region Republic Kingdom States State Emirates Sea Ocean Gulf Act Bill Treaty
Accord Agreement Convention Amendment Constitution Cup Olympics Games Day Week Prize Award
"""
BODIES = frozenset(_BODIES.split())
_LANDS = """
Street Avenue Road Square Bridge River Lake Island Islands Mountain Mountains Bay Beach Harbour Harbor Port Airport
Station Park Valley City County Province District Region Republic Kingdom Sea Ocean Gulf Act Bill Day Week Cup Star
Mirror Mail Globe Times Post Press Standard Prize Award Front Guard House Bank Church Society Club Team Service
Mission Center Centre
"""
# They make a body of a name that ends with them; at its beginning they may as well be somebody's.
BODIES_AT_THE_END = frozenset(_LANDS.split())

_DEPARTMENTS = """
State Defense Defence Foreign Interior Finance Health Education Justice Transport Transportation Energy Commerce Labor
Labour Agriculture Treasury Security Culture Affairs War Housing Trade Environment Science Sport Sports Exchequer
Representatives Commons Lords Staff Police Operations Communications Policy Research Development Industry Home
Innovation Intelligence Economics History Law Medicine Engineering Tourism Fisheries Planning Budget Homeland Veterans
"""
DEPARTMENTS = frozenset(_DEPARTMENTS.split())

_NO_NAMES = """
A An The This That These Those He She It We They I You His Her Its Our Their My Your Him Them Us Who What When Where
Why How Which Whose There Here Then Than Thus So But And Or Nor Yet For If Unless Until While Because Although Though
Since As At By In On Of To Up With From Into Onto Over Under After Before During About Against Among Between Through
Without Within Across Along Around Behind Below Beneath Beside Besides Beyond Despite Down Except Inside Like Near Off
Out Outside Past Per Regarding Throughout Toward Towards Upon Via Amid Not No Yes Only Just Also Even Still Already
Again Once Later Earlier Meanwhile However Moreover Furthermore Instead Indeed Perhaps Maybe Otherwise Therefore Hence
Nevertheless Nonetheless Additionally Finally First Second Third Last Next Now Today Yesterday Tomorrow Tonight Monday
Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October
November December Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Some Many Most Few
Several All Both Each Every Either Neither Another Any Other Others One Two Three Four Five Six Seven Eight Nine Ten
Such Same More Less Much According Asked Speaking Writing Responding Referring Citing Noting Adding Saying Standing
Sitting Talking Appearing Given Following Based Being Having Had Has Have Is Are Was Were Be Been Do Does Did Can
Could Will Would Shall Should Might Must Let Never Always Often Sometimes Usually Recently Nearly Almost Critics
Supporters Opponents Officials Police Witnesses Residents Experts Analysts Sources Lawyers Prosecutors Republicans
Democrats People Scientists Researchers Investigators Authorities Organisers Organizers Workers Students Teachers
Parents Neighbours Neighbors Protesters Protestors Activists Campaigners Locals Lawmakers Voters Editors Advertisement
Photo Video Read Mr Mrs Ms Miss Sir Dr Mx Everyone Everybody Someone Somebody Nobody Nothing Everything Something
Anyone Update Updated Source Note Editor Born Whether Rather Whatever Whoever Whenever Wherever Please Thank Thanks
Hello Dear Well Oh Ah OK Okay Too Very Quite Ever Else Twice Half Part Back Long Good Bad New Old Big Small Great
Little
"""
NO_NAMES = frozenset(_NO_NAMES.split())

_PLACES = """
Africa America Asia Europe Australia Britain England Scotland Wales Ireland France Germany Italy Spain Portugal Poland
Russia China Japan India Pakistan Afghanistan Iran Iraq Syria Turkey Israel Egypt Libya Yemen Ukraine Canada Mexico
Brazil Argentina Cuba Venezuela Korea Vietnam Indonesia Greece Sweden Norway Denmark Finland Belgium Netherlands
Austria Hungary Romania Bulgaria Serbia London Paris Berlin Moscow Washington Beijing Tokyo Brussels Geneva Rome
Madrid Kiev Kyiv Damascus Baghdad Tehran Kabul Jerusalem York Jersey Hampshire Carolina Dakota California Texas
Florida Ohio Virginia Pennsylvania Michigan Wisconsin Iowa Nevada Arizona Colorado Georgia Illinois Massachusetts
Minnesota Missouri Oregon Utah Vegas Angeles Francisco Chicago Boston Philadelphia Detroit Houston Dallas Miami
Atlanta Seattle Denver Cleveland Orlando Hollywood Brooklyn Manhattan Arabia Lanka Zealand Kong
"""
PLACES = frozenset(_PLACES.split())

_NATIONS = """
American British English Scottish Welsh Irish French German Italian Spanish Portuguese Polish Russian Chinese Japanese
Indian Pakistani Afghan Iranian Iraqi Syrian Turkish Israeli Egyptian Libyan Yemeni Ukrainian Canadian Mexican
Brazilian Cuban Korean Vietnamese Greek Swedish Norwegian Danish Finnish Belgian Dutch Austrian Hungarian Romanian
Bulgarian Serbian European African Asian Arab Western Eastern Northern Southern Muslim Christian Jewish Catholic
Republican Democratic Democrat Soviet Palestinian Saudi US UK EU UN U.S. U.K. U.N. USA
"""
NATIONS = frozenset(_NATIONS.split())
