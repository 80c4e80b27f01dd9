/**
 * Relational Database Service: PostgreSQL instances with their subnet groups, parameter groups and
 * snapshots.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.rds;

import org.jspecify.annotations.NullMarked;
