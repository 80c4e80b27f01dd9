/** Relational Database Service, for PostgreSQL. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.rds;

import org.jspecify.annotations.NullMarked;
