/* cert.c: the certificate and key with which the server speaks HTTPS. */
#include "net/cert.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/crypto.h"

#define LARGEST_FILE ((size_t)1 << 20)
#define DAY ((time_t)24 * 60 * 60)
/* Apple's systems refuse certificates that last longer than 825 days. */
#define LIFETIME (820 * DAY)
#define RENEW_BEFORE (30 * DAY)
#define OUR_ORGANIZATION "Snowglobe local server"

static bool fail(struct err *err, const char *what, int result)
{
  return err_set(err, ERR_INTERNAL, "%s: %s", what, gnutls_strerror(result));
}

/* Files. */

static bool read_all(int fd, const char *path, struct buf *out, struct err *err)
{
  for (;;) {
    ssize_t n = read(fd, buf_reserve(out, 4096), 4096);

    if (n < 0)
      return err_set(err, ERR_INTERNAL, "%s: %s", path, strerror(errno));
    if (n == 0)
      return true;
    out->len += (size_t)n;
    out->at[out->len] = '\0';
    if (out->len > LARGEST_FILE)
      return err_set(err, ERR_INTERNAL, "%s is too large for a certificate or key", path);
  }
}

static bool read_file(const char *path, struct buf *out, struct err *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return err_set(err, ERR_INTERNAL, "%s: %s", path, strerror(errno));
  bool ok = read_all(fd, path, out, err);

  close(fd);
  return ok;
}

/* Beside and then in place: whoever reads sees the old file or the new one. */
static bool write_file(const char *path, mode_t mode, const gnutls_datum_t *bytes,
                       struct err *err)
{
  char beside[PATH_MAX];

  if (snprintf(beside, sizeof beside, "%s.new", path) >= (int)sizeof beside)
    return err_set(err, ERR_INTERNAL, "%s: the path is too long", path);
  unlink(beside);
  int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

  if (fd < 0)
    return err_set(err, ERR_INTERNAL, "%s: %s", beside, strerror(errno));
  bool ok = write(fd, bytes->data, bytes->size) == (ssize_t)bytes->size && fsync(fd) == 0;

  ok = close(fd) == 0 && ok;
  if (ok && rename(beside, path) == 0)
    return true;
  err_set(err, ERR_INTERNAL, "%s: %s", path, strerror(errno));
  unlink(beside);
  return false;
}

/* Making a pair. */

static int set_alt_names(gnutls_x509_crt_t crt, const char *host)
{
  static const char *const names[] = { "localhost", "*.localhost" };
  unsigned char v4[4], v6[16];
  int result = 0;

  inet_pton(AF_INET, "127.0.0.1", v4);
  inet_pton(AF_INET6, "::1", v6);
  for (size_t i = 0; i < 2 && result >= 0; i++)
    result = gnutls_x509_crt_set_subject_alt_name(
      crt, GNUTLS_SAN_DNSNAME, names[i], (unsigned)strlen(names[i]), GNUTLS_FSAN_APPEND);
  if (result >= 0 && *host && strcmp(host, "localhost") != 0)
    result = gnutls_x509_crt_set_subject_alt_name(
      crt, GNUTLS_SAN_DNSNAME, host, (unsigned)strlen(host), GNUTLS_FSAN_APPEND);
  if (result >= 0)
    result = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, v4,
                                                  sizeof v4, GNUTLS_FSAN_APPEND);
  if (result >= 0)
    result = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, v6,
                                                  sizeof v6, GNUTLS_FSAN_APPEND);
  return result;
}

static int set_names(gnutls_x509_crt_t crt, const char *host)
{
  int result = gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_ORGANIZATION_NAME, 0,
                                             OUR_ORGANIZATION,
                                             (unsigned)strlen(OUR_ORGANIZATION));

  if (result >= 0)
    result = gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0,
                                           "localhost", 9);
  return result < 0 ? result : set_alt_names(crt, host);
}

static int set_purpose(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key)
{
  unsigned char id[64];
  size_t size = sizeof id;
  int result = gnutls_x509_crt_set_basic_constraints(crt, 0, -1);

  if (result >= 0)
    result = gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (result >= 0)
    result = gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
  if (result >= 0)
    result = gnutls_x509_privkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, id, &size);
  if (result >= 0)
    result = gnutls_x509_crt_set_subject_key_id(crt, id, size);
  return result < 0 ? result : gnutls_x509_crt_set_authority_key_id(crt, id, size);
}

static int set_life(gnutls_x509_crt_t crt)
{
  unsigned char serial[16];
  time_t now = time(NULL);
  int result = gnutls_x509_crt_set_version(crt, 3);

  crypto_random(serial, sizeof serial);
  serial[0] &= 0x7F; /* A positive number. */
  serial[0] |= 0x40;
  if (result >= 0)
    result = gnutls_x509_crt_set_serial(crt, serial, sizeof serial);
  if (result >= 0)
    result = gnutls_x509_crt_set_activation_time(crt, now - DAY);
  return result < 0 ? result : gnutls_x509_crt_set_expiration_time(crt, now + LIFETIME);
}

static int sign_pair(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key)
{
  char host[256] = "";
  int result = gnutls_x509_privkey_generate(
    key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);

  if (gethostname(host, sizeof host - 1) != 0)
    host[0] = '\0';
  if (result >= 0)
    result = set_life(crt);
  if (result >= 0)
    result = set_names(crt, host);
  if (result >= 0)
    result = set_purpose(crt, key);
  if (result >= 0)
    result = gnutls_x509_crt_set_key(crt, key);
  return result < 0 ? result : gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
}

static bool write_pair(const char *chain_path, const char *key_path,
                       gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, struct err *err)
{
  gnutls_datum_t chain_pem = { NULL, 0 };
  gnutls_datum_t key_pem = { NULL, 0 };
  int result = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &chain_pem);

  if (result >= 0)
    result = gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
                                               GNUTLS_PKCS_PLAIN, &key_pem);
  bool ok = result >= 0 ? write_file(key_path, 0600, &key_pem, err) &&
                            write_file(chain_path, 0644, &chain_pem, err)
                        : fail(err, "The certificate could not be written", result);

  if (key_pem.data)
    gnutls_memset(key_pem.data, 0, key_pem.size);
  gnutls_free(key_pem.data);
  gnutls_free(chain_pem.data);
  return ok;
}

static bool make_pair(const char *chain_path, const char *key_path, struct err *err)
{
  gnutls_x509_crt_t crt;
  gnutls_x509_privkey_t key;

  if (gnutls_x509_crt_init(&crt) < 0)
    return err_set(err, ERR_INTERNAL, "A certificate could not be made");
  if (gnutls_x509_privkey_init(&key) < 0) {
    gnutls_x509_crt_deinit(crt);
    return err_set(err, ERR_INTERNAL, "A key could not be made");
  }
  int result = sign_pair(crt, key);
  bool ok = result >= 0 ? write_pair(chain_path, key_path, crt, key, err)
                        : fail(err, "A certificate could not be made", result);

  gnutls_x509_privkey_deinit(key);
  gnutls_x509_crt_deinit(crt);
  return ok;
}

/* Reading a pair. */

static void read_subject(gnutls_x509_crt_t crt, struct cert *cert)
{
  gnutls_datum_t name = { NULL, 0 };

  cert->subject[0] = '\0';
  if (gnutls_x509_crt_get_dn3(crt, &name, 0) >= 0)
    snprintf(cert->subject, sizeof cert->subject, "%.*s", (int)name.size, name.data);
  gnutls_free(name.data);
  cert->is_self_signed = gnutls_x509_crt_check_issuer(crt, crt) != 0;
}

/* What the first certificate says of itself; *ours: this file has made it. */
static int read_facts(gnutls_x509_crt_t crt, struct cert *cert, bool *ours)
{
  unsigned char digest[CRYPTO_SHA256_SIZE];
  size_t size = sizeof digest;
  char name[64] = "";
  size_t name_size = sizeof name;
  char *out = cert->fingerprint;

  cert->not_after = gnutls_x509_crt_get_expiration_time(crt);
  gnutls_x509_crt_get_issuer_dn_by_oid(crt, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, 0, name,
                                       &name_size);
  *ours = strcmp(name, OUR_ORGANIZATION) == 0;
  read_subject(crt, cert);
  int result = gnutls_x509_crt_get_fingerprint(crt, GNUTLS_DIG_SHA256, digest, &size);

  for (size_t i = 0; result >= 0 && i < size; i++)
    out += sprintf(out, i ? ":%02X" : "%02X", digest[i]);
  return result;
}

static bool check_pair(struct cert *cert, const char *chain_path, bool *ours,
                       struct err *err)
{
  gnutls_datum_t chain_pem = { (unsigned char *)cert->chain.at,
                               (unsigned)cert->chain.len };
  gnutls_datum_t key_pem = { (unsigned char *)cert->key.at, (unsigned)cert->key.len };
  gnutls_certificate_credentials_t pair;
  gnutls_x509_crt_t *list = NULL;
  unsigned count = 0;

  if (gnutls_certificate_allocate_credentials(&pair) < 0)
    return err_set(err, ERR_INTERNAL, "%s could not be read", chain_path);
  int result = gnutls_certificate_set_x509_key_mem(pair, &chain_pem, &key_pem,
                                                   GNUTLS_X509_FMT_PEM);

  if (result >= 0)
    result = gnutls_certificate_get_x509_crt(pair, 0, &list, &count);
  if (result >= 0)
    result = read_facts(list[0], cert, ours);
  for (unsigned i = 0; i < count; i++)
    gnutls_x509_crt_deinit(list[i]);
  gnutls_free(list);
  gnutls_certificate_free_credentials(pair);
  return result >= 0 || fail(err, chain_path, result);
}

static bool read_pair(const char *chain_path, const char *key_path, struct cert *cert,
                      bool *ours, struct err *err)
{
  buf_init(&cert->chain);
  buf_init(&cert->key);
  if (read_file(chain_path, &cert->chain, err) && read_file(key_path, &cert->key, err) &&
      check_pair(cert, chain_path, ours, err))
    return true;
  cert_clear(cert);
  return false;
}

bool cert_read(const char *chain_path, const char *key_path, struct cert *cert,
               struct err *err)
{
  bool ours;

  return read_pair(chain_path, key_path, cert, &ours, err);
}

bool cert_open(const char *chain_path, const char *key_path, struct cert *cert,
               struct err *err)
{
  bool ours;

  if (access(chain_path, F_OK) != 0 && access(key_path, F_OK) != 0 &&
      !make_pair(chain_path, key_path, err))
    return false;
  if (!read_pair(chain_path, key_path, cert, &ours, err))
    return false;
  if (!ours || cert->not_after - time(NULL) > RENEW_BEFORE)
    return true;
  cert_clear(cert);
  return make_pair(chain_path, key_path, err) &&
         read_pair(chain_path, key_path, cert, &ours, err);
}

void cert_clear(struct cert *cert)
{
  if (cert->key.at)
    gnutls_memset(cert->key.at, 0, cert->key.len);
  buf_clear(&cert->chain);
  buf_clear(&cert->key);
}
