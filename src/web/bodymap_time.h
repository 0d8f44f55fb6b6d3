/* Body maps over time, shown: four weeks beside four weeks, then what is new, in words.
 * Must never: tell by colour alone.
 * Read next: domain/bodymap.h, web/bodymap_time.html.
 */
#pragma once
#include "practice/bodymap.h"
#include "web/bodymap.h"

struct map_multiple {      /* one period's drawing */
    struct str when, maps; /* "29 Oct – 26 Nov", "4 maps" */
    bool drawn;            /* a map was made in it */
    struct bodymap map;
    struct {
        struct str *at; /* "back of neck, left: 4.2 on average, on 3 of 4 maps" */
        size_t n;
    } words;
};

struct map_layer {
    struct str name, label;
    bool on;
};

struct bodymap_time_view {
    struct frame frame;
    struct id client;
    struct str name, layer;
    struct {
        struct map_layer *at;
        size_t n;
    } layers;
    struct {
        struct map_multiple *at;
        size_t n;
    } periods;
    struct str since; /* "From 12 Nov to 26 Nov"; empty: there are not two maps */
    struct {
        struct str *at;
        size_t n;
    } changes;
};
