/** DynamoDB, as far as locks and small tables need it. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
