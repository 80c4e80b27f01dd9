/** DynamoDB: tables and conditional writes, as required for lock tables. */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.dynamodb;

import org.jspecify.annotations.NullMarked;
