/* cipher.h: AES in the modes that SQL may name, by GnuTLS. */
#ifndef NET_CIPHER_H
#define NET_CIPHER_H

#include "base/buf.h"

#define CIPHER_TAG_SIZE 16
#define CIPHER_MOST_IV 16

enum cipher_mode {
  CIPHER_GCM,
  CIPHER_CCM,
  CIPHER_CBC,
  CIPHER_CFB,
  CIPHER_CTR,
  CIPHER_ECB,
  CIPHER_OFB
};

struct cipher {
  enum cipher_mode mode;
  bool padded; /* CBC and ECB: PKCS#7; otherwise only whole blocks are taken. */
};

/* "AES-GCM", "aes-cbc/pad:none", with any blanks around its parts; false when it is none. */
bool cipher_from_name(struct text name, struct cipher *cipher);
/* Bytes that an initialization vector must have; 0: the mode has none. */
size_t cipher_iv_size(struct cipher cipher);
/* GCM and CCM: authenticated, with a tag and perhaps additional data. */
bool cipher_has_tag(struct cipher cipher);
/* 16, 24 or 32 bytes. */
bool cipher_takes_key(struct text key);

/* The key and the vector have the right sizes. False: not whole blocks. */
bool cipher_encrypt(struct cipher cipher, struct text key, struct text iv,
                    struct text additional, struct text plain, struct buf *out,
                    unsigned char tag[CIPHER_TAG_SIZE]);
/* False when the bytes, the key, the tag or the additional data are wrong. */
bool cipher_decrypt(struct cipher cipher, struct text key, struct text iv,
                    struct text additional, struct text bytes, struct text tag,
                    struct buf *out);

#endif
