/**
 * The roles in which steps use the database, Terraform and time. A step receives only the roles
 * that it needs. May use no other subpackage of {@code worker}.
 */
@NullMarked
package io.beta9.provisioning.worker.role;

import org.jspecify.annotations.NullMarked;
