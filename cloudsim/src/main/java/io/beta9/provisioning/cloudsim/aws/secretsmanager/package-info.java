/** Secrets Manager: secrets with their versions and stages. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import org.jspecify.annotations.NullMarked;
