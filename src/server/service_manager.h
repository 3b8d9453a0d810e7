/* service_manager.h: telling the service manager that started this program (systemd, Type=notify) how it is. */
#ifndef SERVER_SERVICE_MANAGER_H
#define SERVER_SERVICE_MANAGER_H

/* "READY=1", "STOPPING=1" as sd_notify(3) has them; nothing when nobody asked for it (NOTIFY_SOCKET). */
void service_tell(const char *state);

#endif
