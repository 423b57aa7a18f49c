package org.mobilenet4j.cli;

/**
 * What the doctor found out about one thing.
 *
 * @param name what was looked at
 * @param detail what was found
 * @param remedy what to do about it; empty where all is well
 */
record Check(String name, State state, String detail, String remedy) {
    enum State {
        OK,
        /** It works, but worse than it could. */
        WARN,
        /** Something the program needs is missing. */
        FAIL
    }

    static Check ok(String name, String detail) {
        return new Check(name, State.OK, detail, "");
    }

    static Check warn(String name, String detail, String remedy) {
        return new Check(name, State.WARN, detail, remedy);
    }

    static Check fail(String name, String detail, String remedy) {
        return new Check(name, State.FAIL, detail, remedy);
    }
}
