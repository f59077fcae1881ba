"""Common first names, by the pronoun that they usually take; what is in neither set says nothing."""

_HE = """
Gerrit Rowland Clive Casimir Tariq Anselm Osei Kwabena Kwaku Yaw Chukwu Tunde Femi Sipho Thabo Themba Lwazi Hamza
Bilal Faisal Karim Khalid Nasser Rashid Walid Yousef Ziad Anwar Arjun Ravi Vikram Sanjay Rajesh Suresh Deepak Amit
Anil Ashok Imran Asif Wei Jun Haruto Kenta Takeshi Seiji Minh Tuan Somchai Budi Agus Lautaro Mateo Joaquim João Tiago
Nuno Rui Goran Dragan Milos Marek Tomasz Krzysztof Andrzej Jozef Ferenc László Gábor István Attila Mihai Radu Bogdan
Petros Yannis Giorgos Kostas Mehdi Reza Hossein Emre Kemal Murat Ahmet Lennart Torsten Gunnar Magnus Anton Nils Olav
Eirik Sigurd Einar Pekka Jukka Matti Dewi Gareth Rhys Ciaran Eoin Hamish Callum Angus Tobias Marius Lukas Florian
Jasper Bram Joost Pieter Willem Kees Ruben Ignacio Aurelio Rodolfo Augusto Benedict Barnaby Rupert Hugo Jonas Felix
Piers Giles Hjalmar Bashir Sione Tane Kev Len Stan Aaron Abdul Abdullah Abraham Adam Adrian Ahmad Ahmed Alan Albert
Alejandro Aleksandr Alex Alexander Alexei Alexey Alfred Ali Allan Allen Amir Anatoly Anders Andre Andreas Andrei
Andrew Andrey Andy Anthony Antoine Antonio Arnold Arthur Ash Ashton Barack Barry Bashar Ben Benjamin Bernard Bernie
Bill Billy Bob Bobby Boris Brad Bradley Brandon Brendan Brett Brian Bruce Bruno Bryan Cameron Carl Carlos Cesar
Charles Charlie Chris Christian Christopher Chuck Clarence Clark Claude Clint Colin Connor Corey Craig Curtis Cyrus
Dale Damian Damien Dan Daniel Danny Darren Daryl Dave David Dean Declan Dennis Denis Derek Desmond Dick Diego Dieter
Dimitri Dmitri Dmitry Dominic Don Donald Doug Douglas Duncan Dwight Dylan Earl Ed Eddie Edgar Eduardo Edward Edwin Eli
Elijah Elliott Emmanuel Enrique Eric Erik Ernest Ethan Eugene Evan Fabio Ferdinand Fernando Fidel Finn Floyd Francis
Francisco Franco Frank Franklin Fred Frederick Fyodor Gabriel Garry Gary Gavin Gene Geoff Geoffrey George Gerald
Gerard Gerhard Giovanni Giuseppe Glen Glenn Gordon Graham Grant Greg Gregory Guido Guillermo Gus Guy Hamid Hank Hans
Harold Harry Harvey Hassan Hector Henri Henrik Henry Herbert Herman Hiroshi Howard Hugh Hussein Ian Ibrahim Igor Ilya
Ivan Ivor Jack Jacob Jacques Jake Jakub Jamal James Jamie Jan Jared Jason Javier Jay Jean Jeb Jeff Jeffrey Jens Jeremy
Jerome Jerry Jesse Jesus Jim Jimmy Joachim Joe Joel Johan Johann John Johnny Jon Jonah Jonathan Jorge Jose José Josef
Joseph Josh Joshua Juan Julian Julio Justin Kareem Karl Keith Ken Kenneth Kenji Kevin Khaled Kirk Klaus Konrad Kurt
Kyle Lance Larry Lars Lawrence Lee Leo Leon Leonard Leonid Lev Liam Lloyd Lorenzo Louis Luc Luca Lucas Luis Luiz Luke
Mahmoud Malcolm Manuel Marc Marcel Marco Marcus Mario Mark Markus Martin Marvin Mathew Matt Matteo Matthew Matthias
Maurice Max Maxim Mehmet Melvin Michael Michel Miguel Mike Mikhail Milan Miles Mitch Mitt Mohamed Mohammad Mohammed
Morgan Muhammad Murray Mustafa Nathan Nathaniel Ned Neil Neville Newt Niall Nicholas Nick Nicolas Nigel Nikolai Noah
Noel Norman Oleg Oliver Omar Oscar Oskar Osman Otto Owen Pablo Paolo Pascal Pat Patrick Paul Pavel Pedro Per Percy
Pete Peter Phil Philip Philippe Phillip Pierre Piotr Rafael Rahul Ralph Ramon Randy Raul Ray Raymond Reginald Rex
Ricardo Rich Richard Rick Ricky Rob Robbie Robert Roberto Robin Rod Rodney Rodrigo Roger Roland Roman Ron Ronald Rory
Ross Roy Rudolf Rudy Russell Ryan Sam Samir Samuel Santiago Saul Scott Sean Sebastian Serge Sergei Sergey Sergio Seth
Shane Shaun Shawn Sid Sidney Simon Spencer Stanley Stefan Stephen Steve Steven Stewart Stuart Sven Ted Terence
Terrence Terry Theo Theodore Thomas Tim Timothy Toby Todd Tom Tomas Tommy Tony Travis Trent Trevor Tyler Umar Vadim
Valery Vasily Vernon Victor Viktor Vince Vincent Vitaly Vladimir Vlad Wade Walter Warren Wayne Werner Wilhelm Will
William Willie Wolfgang Xavier Yasser Yuri Yusuf Zachary Zoran Juma Kwame Kofi Chidi Emeka Bjorn Björn Jürgen Søren
Tomás André Rémi Łukasz
"""
_SHE = """
Folasade Omolara Chioma Yetunde Abena Efua Nomvula Thandiwe Zanele Lindiwe Wanjiru Nyambura Amani Fatou Aminata
Khadija Salma Rania Noura Huda Samira Farah Leyla Aylin Elif Zeynep Aisling Gráinne Bronwen Carys Rhiannon Catriona
Morag Eilidh Sunita Lakshmi Deepika Anjali Meera Kavita Nisha Pooja Sana Ayesha Mariko Yoko Haruka Sakura Keiko Hui
Ling Xiu Soo Nguyet Linh Siti Dewi Putri Aroha Leilani Mele Zsófia Ilona Katalin Judit Agnieszka Katarzyna Małgorzata
Zofia Dorota Ludmila Svetla Milena Jelena Snežana Oksana Olena Halyna Natalya Farzaneh Shirin Parisa Nasrin Élodie
Béatrice Hélène Chloé Margaux Odile Solange Lucienne Mathilde Anke Ilse Greta Heike Ute Renate Hannelore Saskia Renske
Femke Sanne Lotte Astrid Solveig Ingeborg Sunniva Maja Ebba Linnea Tuula Aino Élise Wendeline Winifred Mildred
Morwenna Demelza Tamsin Perpetua Imogen Philippa Ottilie Isabeau Constance Beatrix Yolanda Consuelo Pilar Inmaculada
Ximena Thelma Wilhelmina Jocasta Temitope Ülle Amelie Dot Pam Maud Edna Gwendolyn Georgina Abigail Ada Adriana Agnes
Aisha Alexandra Alice Alicia Alison Allison Amanda Amber Amelia Amina Amy Ana Anastasia Andrea Angela Angelina Anita
Ann Anna Anne Annette Annie Antonia April Ashley Audrey Barbara Beatrice Becky Belinda Berta Beth Bethany Betsy Betty
Beverly Brenda Bridget Brigitte Camilla Camille Carla Carly Carmen Carol Carole Caroline Carolyn Catherine Cathy
Cecilia Celia Charlotte Chelsea Cheryl Chloe Christina Christine Cindy Claire Clara Claudia Colleen Connie Cristina
Cynthia Daisy Dana Danielle Daniela Dawn Deborah Debbie Debra Denise Diana Diane Dolores Donna Dora Doris Dorothy
Edith Eileen Elaine Eleanor Elena Elisabeth Elise Eliza Elizabeth Ella Ellen Elsa Emily Emma Erica Erika Erin Esther
Eva Eve Evelyn Fatima Felicity Fiona Florence Frances Francesca Françoise Freya Gabriela Gail Gemma Genevieve Georgia
Gertrude Gillian Gina Giulia Gladys Glenda Gloria Grace Gretchen Hannah Harriet Hazel Heather Heidi Helen Helena Helga
Hilary Hillary Holly Huma Ida Ines Ingrid Irene Irina Iris Isabel Isabella Ivanka Jackie Jacqueline Jane Janet Janice
Jasmine Jean Jeanne Jen Jenna Jennifer Jenny Jess Jessica Jill Joan Joanna Joanne Jocelyn Jodie Josephine Joy Joyce
Juanita Judith Judy Julia Julie Juliet June Kaitlyn Karen Karin Karina Kate Katerina Katharine Katherine Kathleen
Kathryn Kathy Katie Katrina Katya Kay Kayla Kellyanne Kerry Kim Kimberly Kirsten Kristen Kristin Kristina Lara Laura
Lauren Layla Leah Leila Lena Leslie Leticia Lilian Lily Linda Lindsay Lisa Liz Loretta Lori Lorraine Louise Lucia
Lucille Lucy Luisa Lydia Lynn Mabel Madeleine Madison Magda Magdalena Maggie Mandy Mara Marcia Margaret Margarita
Maria María Mariam Marian Marie Marilyn Marina Marion Marjorie Marlene Marta Martha Mary Maryam Maureen May Megan
Melania Melanie Melinda Melissa Mercedes Meredith Mia Michaela Michele Michelle Miranda Miriam Moira Mollie Molly Mona
Monica Monika Muriel Nadia Nancy Naomi Natalia Natalie Natasha Nicola Nicole Nina Noor Nora Norma Olga Olive Olivia
Paige Pamela Patricia Patty Paula Pauline Peggy Penelope Penny Phyllis Polly Priya Rachel Ramona Rebecca Regina Renata
Renee Rita Roberta Rosa Rosalind Rose Rosemary Roxanne Ruby Ruth Sabine Sabrina Sally Samantha Sandra Sara Sarah Selma
Serena Shannon Sharon Sheila Shelley Shirley Sigrid Silvia Simone Sofia Sonia Sonja Sophia Sophie Stacey Stella
Stephanie Sue Susan Susanna Susanne Suzanne Svetlana Sylvia Tamara Tanya Tara Tatiana Teresa Tessa Theresa Tiffany
Tina Tracy Ursula Valentina Valerie Vanessa Vera Veronica Victoria Viola Violet Virginia Vivian Wanda Wendy Whitney
Wilma Yasmin Yvette Yvonne Zainab Zara Zoe Amara Ngozi Funmi Adaeze Akua Mei Yuki Anneke Maartje Siobhan Niamh Aoife
Saoirse Beatriz Inês Zoë
"""
HE = frozenset(_HE.split()) - frozenset(("Jean",))
SHE = frozenset(_SHE.split()) - frozenset(("Kerry", "Jean"))
KNOWN = HE | SHE | frozenset(("Kerry", "Jean", "Jordan", "Taylor", "Casey", "Robin", "Ariel", "Sasha", "Kim", "Sam"))
