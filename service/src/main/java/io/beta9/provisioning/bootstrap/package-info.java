/**
 * From an empty cluster to a Beta9 that answers, and back: cluster access, Helm, waiting that knows
 * why it waits, claiming and checking Beta9.
 */
@NullMarked
package io.beta9.provisioning.bootstrap;

import org.jspecify.annotations.NullMarked;
