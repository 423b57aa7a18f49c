/**
 * What people do with models, from files to results: training, evaluating, comparing, embedding and searching, looking
 * inside. Each is a record that is told what to work with and has one method; it tells a {@link WorkflowListener} how far
 * it is, prints nothing, and starts no more threads than it is told.
 */
@NullMarked
package org.mobilenet4j.workflow;

import org.jspecify.annotations.NullMarked;
