/* Names, complaints and courses that the sample practice is made of.
 * Must never: name anybody real.
 * Read next: practice/sample_people.h.
 */
#include "practice/sample_people.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

const struct sample_name sample_names[] = {
    {"Aoife", "O’Brien", ""},
    {"Jürgen", "Müller-Lüdenscheidt", ""},
    {"結衣", "田中", "Yui"},
    {"Олена", "Шевченко", "Olena"},
    {"أمل", "حداد", "Amal"},
    {"Thị Hương", "Ngô", "Huong"},
    {"Marlee", "Whitlam-Roe", ""},
    {"Priya", "Raghunathan", ""},
    {"Sione", "Taufa", ""},
    {"Giulia", "D'Angelo", ""},
    {"Kwame", "Asante", ""},
    {"Zoë", "van der Berg", ""},
    {"José María", "Peña Ibáñez", "Chema"},
    {"Anjali", "Wickramasinghe", "Anj"},
    {"Tane", "Ngata-Reid", ""},
    {"Łucja", "Żbikowska", ""},
    {"Mehmet", "Yıldırım", ""},
    {"Siân", "Llewellyn", ""},
    {"Björn", "Åkesson", ""},
    {"Διονυσία", "Παπαδοπούλου", "Dee"},
    {"Rivka", "Ben-Ami", ""},
    {"Chukwuemeka", "Okonkwo", "Emeka"},
    {"Min-jun", "Park", ""},
    {"Suharto", "", ""},
    {"Fatoumata", "Diallo", "Fatou"},
    {"Étienne", "L'Écuyer", ""},
    {"Nokomis", "Two-Rivers", ""},
    {"Hana", "Novotná", ""},
    {"Aroha", "Te Rangi", ""},
    {"Dmitri", "Volkonsky", ""},
    {"Grace", "Abernethy", "Gracie"},
    {"Leilani", "Kahananui", "Lani"},
};
const size_t sample_name_count = COUNT(sample_names);

const struct sample_ache sample_aches[] = {
    {"Neck, worse at the desk",
     "long hours at a screen",
     {"neck_back_r", "shoulder_top_r", NULL},
     {"levator_scapulae", "trapezius_upper", "splenius_cervicis"},
     "neck.rotation",
     72,
     "Turn the head to reverse the car",
     "Reversing the car"},
    {"Low back",
     "lifting",
     {"low_back_r", "buttock_r", NULL},
     {"quadratus_lumborum", "gluteus_medius", "multifidus"},
     "lumbar.lateral_flexion",
     24,
     "Carry the shopping without stopping",
     "Carrying the shopping"},
    {"Right shoulder",
     "painting a ceiling",
     {"shoulder_back_r", "scapula_r", "arm_back_r"},
     {"infraspinatus", "supraspinatus", "deltoid_middle"},
     "shoulder.abduction",
     165,
     "Put a plate on the top shelf",
     "Reaching the top shelf"},
    {"Headaches from the neck",
     "",
     {"occiput_r", "neck_back_r", "temple_r"},
     {"suboccipitals", "sternocleidomastoid", "trapezius_upper"},
     "neck.flexion",
     46,
     "Two working days a week without headache",
     "Two hours at the screen"},
    {"Knee, going down stairs",
     "running again too soon",
     {"knee_front_r", "thigh_front_r", NULL},
     {"rectus_femoris", "vastus_lateralis", "tensor_fasciae_latae"},
     "knee.flexion",
     132,
     "Down the stairs without the rail",
     "Going down the stairs"},
    {"Heel, first steps",
     "",
     {"sole_r", "calf_r", NULL},
     {"gastrocnemius", "soleus", "foot_intrinsics"},
     "ankle.dorsiflexion",
     12,
     "Walk to work",
     "Walk to work"},
    {"Between the shoulder blades",
     "nursing a baby",
     {"between_scapula_r", "mid_back_r", NULL},
     {"rhomboids", "trapezius_middle", "serratus_anterior"},
     "trunk.rotation",
     50,
     "An hour of sewing",
     "An hour of sewing"},
    {"Hip, outer side",
     "",
     {"hip_outer_r", "buttock_r", "thigh_outer_r"},
     {"gluteus_medius", "tensor_fasciae_latae", "piriformis"},
     "hip.internal_rotation",
     34,
     "Sleep on that side",
     "Sleep on that side"},
    {"Forearm, gripping",
     "a new keyboard",
     {"forearm_back_r", "elbow_outer_r", NULL},
     {"extensor_carpi_radialis", "brachioradialis", "supinator"},
     "wrist.flexion",
     72,
     "Open a jar",
     "Open a jar"},
};
const size_t sample_ache_count = COUNT(sample_aches);

const struct sample_course sample_courses[] = {
    {"responder", 7.2, 4.4, 2.2, 2.6, 9, 16, 3},  {"responder", 6.4, 4.6, 2.8, 2.0, 8, 14, 7},
    {"partial", 6.8, 5.6, 4.6, 1.8, 7, 12, 7},    {"no response", 6.2, 6.1, 6.2, 1.2, 6, 10, 4},
    {"no response", 5.2, 5.4, 5.1, 0.6, 5, 8, 0}, {"relapse", 7.0, 3.0, 6.6, 2.4, 11, 17, 3},
    {"worse", 4.8, 5.6, 7.2, 0.4, 5, 8, 5},       {"short", 6.0, 5.0, 4.4, 1.6, 1, 2, 0},
    {"short", 5.4, 5.0, 4.8, 1.4, 1, 1, 2},       {"none", 6.0, 6.0, 6.0, 0.0, 0, 0, 0},
};
const size_t sample_course_count = COUNT(sample_courses);

const char *const sample_jobs[] = {"teacher",    "nurse",   "carpenter",       "bus driver",
                                   "bookkeeper", "chef",    "software tester", "gardener",
                                   "violinist",  "retired", "student",         "cleaner",
                                   "dentist",    "shearer", "potter"};
const size_t sample_job_count = COUNT(sample_jobs);

const char *const sample_alerts[] = {"Takes blood thinners: light pressure only",
                                     "Allergic to arnica", "Hard of hearing on the right",
                                     "Faints when standing up quickly"};
const size_t sample_alert_count = COUNT(sample_alerts);

const char *const sample_advice[] = {
    "Heat for ten minutes in the evening", "Walk twenty minutes a day, at a pace that feels easy",
    "Stretch shown today, three times thirty seconds", "A pause from the screen every half hour",
    "Load again from Thursday, half of the usual"};
const size_t sample_advice_count = COUNT(sample_advice);
