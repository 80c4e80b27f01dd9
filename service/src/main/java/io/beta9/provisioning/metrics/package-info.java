/**
 * Metrics of the installation and of this process: environments, queue and workers as read from the
 * database, reachability of database and Redis, memory and CPU of the process's cgroup. Metrics of
 * requests, operations, Terraform runs and AWS calls are with the code that they measure. May use
 * the packages up to {@code terraform}.
 */
@NullMarked
package io.beta9.provisioning.metrics;

import org.jspecify.annotations.NullMarked;
