/**
 * Which permissions a request requires, and whether its caller has them: actions, resources and
 * condition keys as the Service Authorization Reference of AWS lists them, including the dependent
 * actions that a service performs with the caller's permissions (passing a role, using a key,
 * creating a service-linked role). Evaluated are identity policies, permissions boundaries and
 * session policies; of resource policies, only the trust policies of roles.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.authorization;

import org.jspecify.annotations.NullMarked;
