/* SPDX-License-Identifier: MIT
   Preloaded into nanonas by tests/conftest.py. Once it has said lines with the beginnings NANONAS_TEST_MOMENT, one after the
   other and with '|' between them, it sends itself the signals of NANONAS_TEST_SIGNALS: so a test can halt or end it there,
   however fast the machine is. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Whether this line is the last that is waited for. */
static int is_the_moment(const char *text, size_t bytes)
{
    static const char *wanted;
    static int passed;
    const size_t length = strcspn(wanted ? wanted : (wanted = getenv("NANONAS_TEST_MOMENT")), "|");
    if (passed || bytes < length || memcmp(text, wanted, length) != 0)
        return 0;
    passed = wanted[length] == '\0';
    wanted += length + !passed;
    return passed;
}

static void send_signals(void)
{
    char *end;
    const char *signals = getenv("NANONAS_TEST_SIGNALS");
    for (long number = strtol(signals, &end, 10); number > 0; number = strtol(signals, &end, 10)) {
        raise((int)number);
        signals = end;
    }
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file)
{
    size_t (*next)(const void *, size_t, size_t, FILE *);
    *(void **)&next = dlsym(RTLD_NEXT, "fwrite");
    const size_t written = next(data, size, count, file);
    if (file == stderr && getenv("NANONAS_TEST_MOMENT") && strncmp(program_invocation_short_name, "nanonas", 7) == 0) {
        pthread_mutex_lock(&mutex);
        const int now = is_the_moment(data, size * written);
        pthread_mutex_unlock(&mutex);
        if (now)
            send_signals();
    }
    return written;
}
