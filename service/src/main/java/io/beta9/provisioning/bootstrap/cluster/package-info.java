/**
 * Access to one cluster: tokens, readiness of its nodes and workloads, waiting. May use no other
 * subpackage of {@code bootstrap}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.cluster;

import org.jspecify.annotations.NullMarked;
