/**
 * What verbs write through: one call that reads as a table for people and as a JSON line for machines, notes, and
 * progress. Knows nothing of any verb.
 */
@NullMarked
package org.mobilenet4j.cli.console;

import org.jspecify.annotations.NullMarked;
