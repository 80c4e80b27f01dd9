/** Settings of processes in pods of Kubernetes. May use no other subpackage of {@code settings}. */
@NullMarked
package io.beta9.provisioning.settings.kubernetes;

import org.jspecify.annotations.NullMarked;
