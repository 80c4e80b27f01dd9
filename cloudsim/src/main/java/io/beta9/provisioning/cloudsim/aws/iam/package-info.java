/** Identity and Access Management: roles, users, policies, and what they let one do. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.iam;

import org.jspecify.annotations.NullMarked;
