"""Common first names, by the pronoun that they usually take; what is in neither set says nothing."""

_HE = """
Aaron Abdul Abdullah Abraham Adam Adrian Ahmad Ahmed Alan Albert Alejandro Aleksandr Alex Alexander Alexei Alexey
Alfred Ali Allan Allen Amir Anatoly Anders Andre Andreas Andrei Andrew Andrey Andy Angus Anthony Antoine Anton Antonio
Arnold Arthur Ash Ashton Barack Barry Bashar Ben Benjamin Bernard Bernie Bill Billy Bob Bobby Boris Brad Bradley
Brandon Brendan Brett Brian Bruce Bruno Bryan Cameron Carl Carlos Cesar Charles Charlie Chris Christian Christopher
Chuck Clarence Clark Claude Clint Colin Connor Corey Craig Curtis Cyrus Dale Damian Damien Dan Daniel Danny Darren
Daryl Dave David Dean Declan Dennis Denis Derek Desmond Dick Diego Dieter Dimitri Dmitri Dmitry Dominic Don Donald
Doug Douglas Duncan Dwight Dylan Earl Ed Eddie Edgar Eduardo Edward Edwin Eli Elijah Elliott Emmanuel Enrique Eric
Erik Ernest Ethan Eugene Evan Fabio Felix Ferdinand Fernando Fidel Finn Floyd Francis Francisco Franco Frank Franklin
Fred Frederick Fyodor Gabriel Gareth Garry Gary Gavin Gene Geoff Geoffrey George Gerald Gerard Gerhard Giovanni
Giuseppe Glen Glenn Gordon Graham Grant Greg Gregory Guido Guillermo Gus Guy Hamid Hank Hans Harold Harry Harvey
Hassan Hector Henri Henrik Henry Herbert Herman Hiroshi Howard Hugh Hugo Hussein Ian Ibrahim Igor Ilya Ivan Ivor Jack
Jacob Jacques Jake Jakub Jamal James Jamie Jan Jared Jason Javier Jay Jean Jeb Jeff Jeffrey Jens Jeremy Jerome Jerry
Jesse Jesus Jim Jimmy Joachim Joe Joel Johan Johann John Johnny Jon Jonah Jonas Jonathan Jorge Jose José Josef Joseph
Josh Joshua Juan Julian Julio Justin Kareem Karl Keith Ken Kenneth Kenji Kevin Khaled Kirk Klaus Konrad Kurt Kyle
Lance Larry Lars Lawrence Lee Leo Leon Leonard Leonid Lev Liam Lloyd Lorenzo Louis Luc Luca Lucas Luis Luiz Luke
Mahmoud Malcolm Manuel Marc Marcel Marco Marcus Mario Mark Markus Martin Marvin Mathew Matt Matteo Matthew Matthias
Maurice Max Maxim Mehmet Melvin Michael Michel Miguel Mike Mikhail Milan Miles Mitch Mitt Mohamed Mohammad Mohammed
Morgan Muhammad Murray Mustafa Nathan Nathaniel Ned Neil Neville Newt Niall Nicholas Nick Nicolas Nigel Nikolai Noah
Noel Norman Oleg Oliver Omar Oscar Oskar Osman Otto Owen Pablo Paolo Pascal Pat Patrick Paul Pavel Pedro Per Percy
Pete Peter Phil Philip Philippe Phillip Pierre Piotr Rafael Rahul Ralph Ramon Randy Raul Ray Raymond Reginald Rex
Ricardo Rich Richard Rick Ricky Rob Robbie Robert Roberto Robin Rod Rodney Rodrigo Roger Roland Roman Ron Ronald Rory
Ross Roy Rudolf Rudy Rupert Russell Ryan Sam Samir Samuel Santiago Saul Scott Sean Sebastian Serge Sergei Sergey
Sergio Seth Shane Shaun Shawn Sid Sidney Simon Spencer Stan Stanley Stefan Stephen Steve Steven Stewart Stuart Sven
Ted Terence Terrence Terry Theo Theodore Thomas Tim Timothy Toby Todd Tom Tomas Tommy Tony Travis Trent Trevor Tyler
Umar Vadim Valery Vasily Vernon Victor Viktor Vince Vincent Vitaly Vladimir Vlad Wade Walter Warren Wayne Werner
Wilhelm Will William Willie Wolfgang Xavier Yasser Yuri Yusuf Zachary Zoran Juma Kwame Kofi Chidi Emeka Bjorn Björn
Jürgen Søren Tomás André Rémi Łukasz
"""
_SHE = """
Abigail Ada Adriana Agnes Aisha Alexandra Alice Alicia Alison Allison Amanda Amber Amelia Amina Amy Ana Anastasia
Andrea Angela Angelina Anita Ann Anna Anne Annette Annie Antonia April Ashley Astrid Audrey Barbara Beatrice Becky
Belinda Berta Beth Bethany Betsy Betty Beverly Brenda Bridget Brigitte Camilla Camille Carla Carly Carmen Carol Carole
Caroline Carolyn Catherine Cathy Cecilia Celia Charlotte Chelsea Cheryl Chloe Christina Christine Cindy Claire Clara
Claudia Colleen Connie Constance Cristina Cynthia Daisy Dana Danielle Daniela Dawn Deborah Debbie Debra Denise Diana
Diane Dolores Donna Dora Doris Dorothy Edith Eileen Elaine Eleanor Elena Elisabeth Elise Eliza Elizabeth Ella Ellen
Elsa Emily Emma Erica Erika Erin Esther Eva Eve Evelyn Fatima Felicity Fiona Florence Frances Francesca Françoise
Freya Gabriela Gail Gemma Genevieve Georgia Gertrude Gillian Gina Giulia Gladys Glenda Gloria Grace Greta Gretchen
Hannah Harriet Hazel Heather Heidi Helen Helena Helga Hilary Hillary Holly Huma Ida Ines Ingrid Irene Irina Iris
Isabel Isabella Ivanka Jackie Jacqueline Jane Janet Janice Jasmine Jean Jeanne Jen Jenna Jennifer Jenny Jess Jessica
Jill Joan Joanna Joanne Jocelyn Jodie Josephine Joy Joyce Juanita Judith Judy Julia Julie Juliet June Kaitlyn Karen
Karin Karina Kate Katerina Katharine Katherine Kathleen Kathryn Kathy Katie Katrina Katya Kay Kayla Kellyanne Kerry
Kim Kimberly Kirsten Kristen Kristin Kristina Lara Laura Lauren Layla Leah Leila Lena Leslie Leticia Lilian Lily Linda
Lindsay Lisa Liz Loretta Lori Lorraine Louise Lucia Lucille Lucy Luisa Lydia Lynn Mabel Madeleine Madison Magda
Magdalena Maggie Mandy Mara Marcia Margaret Margarita Maria María Mariam Marian Marie Marilyn Marina Marion Marjorie
Marlene Marta Martha Mary Maryam Maureen May Megan Melania Melanie Melinda Melissa Mercedes Meredith Mia Michaela
Michele Michelle Mildred Miranda Miriam Moira Mollie Molly Mona Monica Monika Muriel Nadia Nancy Naomi Natalia Natalie
Natasha Nicola Nicole Nina Noor Nora Norma Olga Olive Olivia Paige Pamela Patricia Patty Paula Pauline Peggy Penelope
Penny Phyllis Pilar Polly Priya Rachel Ramona Rebecca Regina Renata Renee Rita Roberta Rosa Rosalind Rose Rosemary
Roxanne Ruby Ruth Sabine Sabrina Sally Samantha Sandra Sara Sarah Saskia Selma Serena Shannon Sharon Sheila Shelley
Shirley Sigrid Silvia Simone Sofia Sonia Sonja Sophia Sophie Stacey Stella Stephanie Sue Susan Susanna Susanne Suzanne
Svetlana Sylvia Tamara Tanya Tara Tatiana Teresa Tessa Thelma Theresa Tiffany Tina Tracy Ursula Valentina Valerie
Vanessa Vera Veronica Victoria Viola Violet Virginia Vivian Wanda Wendy Whitney Wilma Winifred Yasmin Yolanda Yvette
Yvonne Zainab Zara Zoe Amara Ngozi Funmi Adaeze Akua Mei Yuki Anneke Maartje Siobhan Niamh Aoife Saoirse Beatriz Inês
Zoë
"""
HE = frozenset(_HE.split()) - frozenset(("Jean",))
SHE = frozenset(_SHE.split()) - frozenset(("Kerry", "Jean"))
KNOWN = HE | SHE | frozenset(("Kerry", "Jean", "Jordan", "Taylor", "Casey", "Robin", "Ariel", "Sasha", "Kim", "Sam"))
