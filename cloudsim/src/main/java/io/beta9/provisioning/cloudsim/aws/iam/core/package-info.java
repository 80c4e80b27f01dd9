/** What all IAM operations share: the state of an account, errors, names and tags. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.iam.core;

import org.jspecify.annotations.NullMarked;
