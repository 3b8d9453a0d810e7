/* geo_text.h: geospatial values as text: well-known text and GeoJSON, read and written. */
#ifndef DATA_GEO_TEXT_H
#define DATA_GEO_TEXT_H

#include "data/geo.h"

enum geo_format {
  GEO_FORMAT_GEOJSON,
  GEO_FORMAT_WKT,
  GEO_FORMAT_WKB,
  GEO_FORMAT_EWKT,
  GEO_FORMAT_EWKB
};

/* The format that GEOGRAPHY_OUTPUT_FORMAT names, in any case. */
enum geo_format geo_format_of(struct text name);

/* What reading says of a text. */
enum geo_read {
  GEO_READ_OK,
  GEO_READ_UNKNOWN,   /* It is not of this format. */
  GEO_READ_FEATURE,   /* GeoJSON that is a Feature or FeatureCollection. */
  GEO_READ_DIMENSIONS /* Well made, but with a third or fourth coordinate. */
};

/* "POINT(1 2)", with "SRID=4326;" before it or not. */
enum geo_read geo_read_wkt(struct arena *arena, struct text text, struct geo **geo);
/* The stored form of an OBJECT or VARIANT, or any other compact or spaced JSON. */
enum geo_read geo_read_json(struct arena *arena, struct text text, struct geo **geo);

void geo_put_wkt(const struct geo *geo, struct buf *out); /* Without the id. */
void geo_put_ewkt(const struct geo *geo, struct buf *out);
/* As the stored form of an OBJECT. */
void geo_put_json(const struct geo *geo, struct buf *out);
/* What a client sees of a stored value; hexadecimal for the binary formats. False when the bytes
 * are no stored value. */
bool geo_put_output(struct text stored, enum geo_format format, struct buf *out);

#endif
