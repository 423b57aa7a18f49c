/**
 * What people do with models, from files to results: training, evaluating, comparing, embedding and searching, looking
 * inside. Each is a record of what to work with, and has one method. It reports its progress to a
 * {@link WorkflowListener}, prints nothing, and uses as many threads as its caller says.
 */
@NullMarked
package org.mobilenet4j.workflow;

import org.jspecify.annotations.NullMarked;
