/**
 * Access to one EKS cluster: credentials, readiness of its nodes and workloads, waiting.
 *
 * <p>May use: metaconfig, aws, and the packages below {@code bootstrap}.
 */
@NullMarked
package io.beta9.provisioning.bootstrap.cluster;

import org.jspecify.annotations.NullMarked;
