/** Terraform state: its contents, versions and locks, and the operations on it. */
@NullMarked
package io.beta9.provisioning.apimodel.state;

import org.jspecify.annotations.NullMarked;
