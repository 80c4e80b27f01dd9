/**
 * ElastiCache: replication groups of one shard for Redis and Valkey, and their subnet and parameter
 * groups.
 */
@NullMarked
package io.beta9.provisioning.cloudsim.aws.elasticache;

import org.jspecify.annotations.NullMarked;
