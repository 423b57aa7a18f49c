package org.mobilenet4j.cli.console;

/** How far a task is. Steps may come from any thread. */
public interface Progress extends AutoCloseable {
    /** Shows nothing. */
    Progress NONE = new Progress() {
        @Override
        public void advance(long count) {}

        @Override
        public void close() {}
    };

    /** So many more are done. */
    void advance(long count);

    /** So many more are done, and how it stands, in a few words for who watches. */
    default void advance(long count, String state) {
        advance(count);
    }

    /** One more is done. */
    default void step() {
        advance(1);
    }

    /** The task has ended, well or not. */
    @Override
    void close();
}
