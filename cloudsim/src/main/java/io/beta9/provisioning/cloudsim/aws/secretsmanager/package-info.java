/** Secrets Manager: secrets, versions and stages. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import org.jspecify.annotations.NullMarked;
