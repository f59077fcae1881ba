"""How much an English word tells, by how many posts it stands in: words of news and of what else is in feeds.

Counted in some 3,800 public posts and pages; each word is here as the stem by which it is compared. What stands in
fewer than one post of a hundred is not here, and tells the most.
"""

_IN_ONE_OF_TEN = """
    acros actual add allow anothe applic approa availa bas becom best better build built busine call chang check choos
    code com commun compan comple connec consid conten contin contro cost creat curren custom data desig design detail
    develo differ direct easy effect everyt exampl experi explor featur feel find follow free friend full functi genera
    gett giv guid help high home idea import improv includ inform instea intere intern key lead lear learn let level
    life list lot manage market mean model need offer open operat option organi partic perfor person plan platfo point
    possib post power practi pric proble proces produc progra projec provid qualit questi read real recent requir respon
    result review right run servic set shar show simpl small softwa soluti sorc spac specif standa start stat step stor
    suppor sure system talk team techni techno test tool top try turn type unders updat user using valu work world writ
"""
_IN_ONE_OF_THIRTY = """
    abilit able absolu accept acces access accide accoun accura achiev actio action activ activi additi addres adjust
    advanc advant advic affect afford age agent ago agre agreem ahead air airpor alon along alread altern americ amount
    analys answer anyon anyth api app appear appl apps archit area army arrest art articl ask aspect assist associ assum
    ate attack attemp attent audio author automa autum averag avoid backgr bad balanc bank base basic beat beauti beginn
    behavi behind believ benefi beyond big bit black block blog board body book boost bought box brand break bridg bring
    brothe brough browse budget bus buy camera capabi captur car card care career cas case casual catego caus center
    centr certai certif challe chanc channe charac charg chief child childr choic city claim clas classi clea clear
    click client clos cloud cod collab collec color combin comfor comman commen commer commit commo compar compet compil
    compli compon compos compre comput concep concer condit confid config consis consta constr consum contac contai
    contex contra contri conven conver cool copy core correc cors cort counci count countr coupl cover craft creati
    credit critic cultur cut cuts dail databa date daught dead deal death decad decid decisi dedica deep defaul defin
    defini delive demand depend deploy descri despit determ devic died dies diffic digita discov discus displa distin
    distri dive docume door doubl downlo draw drink driv drop drov due dynami easier easil eat econom edge edit editor
    educat effici effort electi electr elemen email emerg emerge employ enabl encora end energ engag engin engine enhanc
    enjo enough ensur enter enterp entir enviro error especi essent establ etc europe evalua event everyo evolv exactl
    excell except excit execut exerci exist expand expect expens expert explai expres extend extens extra extrem eye fac
    face fact factor fail fall famil famili far fast faster father favori fear fell felt field fifth figur fil file fill
    final finall financ fine finish fire firm fit fix flexib flow focu focus food forc form format forwar founda framew
    freque front fun furthe futur gain gam game github global goal googl govern greate ground group grow growth guaran
    hand handl happ happen hard hardwa head health hear heard heart held helpfu hidd higher highl highli histor hit hold
    hop hope hospit host hot hous http huma hundr hurt husban ideal identi imag imagin immedi impact implem impres
    increa indivi indust influe infras initia injur innova input insid insigh inspir instal instan instru integr intell
    intera interf interv introd invest involv issu item job jobs join jorne judg kill kind knowle lack landsc langua
    larg latest launch law layer leader leav led letter librar light likel limit lin line link liv live load local
    locati longer lost love low lower machin main mainta major manag manual mark master match materi matter mayb mayor
    measur mechan media meet member memor mentio messag method mind minima minist miss mix mobil mode moder moment mone
    monito mostl mother mov move multi multip music myself nam name nation natura naviga nearl necess networ news newspa
    nice nobod non normal note notic object offic office offici ones onlin opport opposi optimi optio order origin
    output outsid overal overvi overwh owner pack packag pag page paid pair paper part partne pass past path patter pay
    perfec period perso phon photo physic pick pictur piec plac plann play pleas podcas polic popula positi potent
    powerf pre precis predic prefer prepar pres presen presid pressu prett preven previo prim primar priori privat pro
    probab profes profit progre promis promot prompt proper protec prov public publis pull purcha purpos push quarte
    quick quickl rain rais ran rang rat rate reach reader realiz reaso reason receiv recogn recomm record reduc refere
    reflec regard regio region regist regula relat relati releas releva reliab remain rememb remot remov replac report
    repres reques resear resorc rest retur return revenu ris rise risk road role room rose routin rul runn runs safe
    safet sal sav save scal schedu school scienc scre seamle search seaso sectio secur securi seek seem select self sell
    send sens sent separa seriou serv server sessio sets sett setup shap shift shop short side sign signif simila simpli
    singl sister sit site situat siz size skill slow smalle smart smooth social solid solv somebo someon someti somewh
    sort sound spe speak specia spend spent spok spot spr stack stag stand star startu statio stay stood stop storag
    storm str straig strate stream street streng strik strong struct strugg stud studen stuff styl subjec subscr succes
    sugges suit summer suppl surpri suspec sustai switch tabl target task tax teach tech templa term text thank themse
    think though thousa thread throug tim tips titl topic total touch toward town track tradit trai train transf transp
    travel trend tried trip true trust twic typ typica ultima unio uniqu unit univer upgrad useful uses usuall variet
    variou versio via video view virtua visit visual voic vot vote wait walk wall warn watch water ways web websit
    weeken weight welcom whatev whit whol wide wife win window winter won wonder word worker workfl wors worst worth
    wound writt wrong wrot yorsel young zero
"""
_IN_ONE_OF_A_HUNDRED = """
    abstra academ accele accomm accomp acquir act active adapt adapta adds admini adopt adopti ads adult advent advert
    aesthe affili agenc aim aims alert alex algori alig align alignm alloca alongs amaz amazo analyt analyz androi angl
    animal announ annual anti antici anxiet anymor anywa anywhe apart apis appare appeal apply appoin apprec approp
    approv approx arbitr archiv argu argume arm arra arrang arriv artifi artist asia assemb asses assess asset assign
    attach attend attrac attrib audien audit authen auto awar award awaren awesom aws azur baby backen backpa backup bag
    band bar barrie basi basica batter battl bear beaut becam bed belong benchm besid bigger bigges bill blend blogge
    blood blue blueto bonu boot bor border born bottom bounda brai branch breakd breath brief bright brings broad broade
    brok brow brows brush bug bugs builde bunch bundl burn busy butto cabl cach calcul calend califo calm camp campai
    cancel candid capabl capaci capita carbo carefu carr cars cash catalo catch cater caught celebr cell centra centur
    ceo chai chair chapte chart chat chatgp cheap cheape checkl china chines chip chos christ chrom circum cit clarit
    class claud clean clearl clever climat clip closer cloth club cluste codeba coffe cold collea colleg colum column
    common compac compat compel compro concen conclu concre conduc confer confir confli confus cons consci conseq consol
    const consul contem convin cook coordi cop corner corpor corres counte covera cpu crash creato crisi criter cros
    crowd crucia crypto css cup curat curiou curv cutt cybers cycl damag danger dark dashbo dat daunt david deadli debat
    debugg decent declar declin decora decrea deeper deepl defens degre delet delibe deligh demo democr demons depart
    deplo depres depth deriv deserv desir desk deskto destin detect dev diagno diet dimens dinner disabl disapp discip
    discor discou diseas disk disrup distan distra div divers divid diy docs doctor dog dollar domai domina donald
    downsi dozen draft dramat dream driver dropp dry dual duplic durabi durabl dust earlie earn earth ease easies east
    ecosys editio elegan elevat eligib elimin embedd embrac emotio emphas empowe empt encoun encryp endles endpoi ends
    enforc engage englis enjoy entert enthus entire entr episod equal equall equipm equiva ergono escap estima europ
    eventu everyd everyw eviden evolut exact examin excel exchan exclus exhaus existe explan explic export expos exposu
    extern extrac eyes fabric facebo facili failur fair fairl fals fan fanc fantas fascin fashio feb federa fee feed
    feedba fees feet fewer fight film filter finger fish fitnes fits fitt flag flat flavor flight floor flower fly fold
    folder folk font foot footpr foreig foreve forget forgot formal formul fortun forum foster founde fram freedo french
    fresh fruit frustr fuel fund fundam furnit gap gard gas gather gear generi genuin germa gift git glas gmail gold gpt
    grab grad gradua grand grant graph graphi gre gues guest guidan guidel gym habit handfu hang harder headph heat heav
    heavil height hello hey highes hir hire holida hom homeow honest hook hopefu horizo househ html huge human hundre
    hybrid ice ignor illust immers implic imposs inch inclus incom incorp incred inde indepe index india indica inevit
    infini info ingred inject inspec instag instit insura intend intens intent interc interi interp inters intuit invent
    invit ios iran iron isolat iterat jam java javasc john jornal joy json jump keyboa keys keywor kick kids kit kitch
    lab label labor land laptop largel larger larges latenc layout lean legac legal legend length lens lesso lesson lets
    lett levera licens lifest lifeti lift lightw lik limita linear linked linux listen litera llm llms locall locat lock
    log logg logic logs loop lose loss lots lov luck mac maco magazi magic mainl mainte majori maker manufa map mapp
    maps mass massiv math mathem matt max maximi maximu meal meanin meant medica medium men mental menu merg mess met
    meta metal metric michae micros mid middl migrat mil milita millio min mine mini minimi minimu minor minut mirror
    missio mistak mod modera modif modul monthl mood motio motiva mount mounta moveme muscl myster narrat narrow nativ
    natur negati negoti neighb net newsle node nois norepl north notabl novel numero nutrit observ obviou occasi occur
    offlin oil okay older onboar ongo openai opinio opt optima orang org orient otherw outcom outdoo outlin overhe
    overlo owners pac pace pain paint pandem panel parall parame parent park passio passwo patch patien patric paul paus
    paymen pdf peac peak peer perman permis persis perspe phas philos photog phras pipeli plai planet plant plasti plat
    player plent plug plugi plugin pocket politi pool poor pop port portab portfo portio postgr premiu preser press
    previe princi print prior privac profil proof propos pros prospe protei protoc psycho pure pursu putt pytho qualif
    quanti quer quiet quot rac race rail ram random rank rapid rapidl rare raw react reacti realis realit recip recove
    red reduct refer referr refin refres reject relax rely remai remark remind remote render rent repair repeat repl
    reposi reputa reserv reside resili resist resolu resolv respec restau restor restri retail retrie reus reusab reveal
    revers revolu reward rich rid robert robot robust rock rol roll root roughl round rout row rows rss ruby rule runtim
    rust safel sale sampl san sat satisf saw scalab scan scen scenar schema scient scop scor scratc screen script scroll
    sea season seat second secret sector seed senior sensit sensor seo sequen settl sharp sheet shelf shell shin ship
    shipp sho shoot shopp shot showca sid signal signat silver simple simula simult sink sitt skip sleep slight slowl
    smarte smartp societ soft sold solo someho song sophis south southe spark speake spec spectr speed spin spirit split
    sponso sport spread sql squar stabil stabl staff starte static statis statu steel stick stock stopp strang stres
    stress stretc strict strip stuck studio sub submit substa subtl sudden suffer suffic suitab summar sun super suppos
    surfac surrou surviv sweet sync synchr syntax synthe tablet tackl tag tags tailor takeaw talent tap tast teache
    temper tempor tend termin textur theor theref thorou threat thriv throw thus tier tight timeli tiny tip tir ton tone
    totall tough trac trad traffi trail transa transc transi transl treat treatm tree trial trick trigge troubl trul
    trump truth tun tutori twist twitte ultra uncate uncove underg underl unexpe unfort unif unknow unles unlik unlimi
    unlock unnece upcom upload upper ups url usa usag usb usual utilit utiliz valid valida valuab van var variab vary
    vast vector vegeta vehicl vendor ventur verif versat vertic visibi visibl visio visito vital volum vulner warm
    warran washin wast wave wear weathe weekl weird wellne west wheel whenev wherev widel width wild wind winn winner
    wirele wise wish wood worklo workou worksh worksp worldw worr writer www yellow york youtub zoom
"""
WORTH = {
    word: worth
    for worth, words in ((0.1, _IN_ONE_OF_TEN), (0.25, _IN_ONE_OF_THIRTY), (0.45, _IN_ONE_OF_A_HUNDRED))
    for word in words.split()
}
"""What a word tells, from 0 to 1, of those that tell less than 1."""
