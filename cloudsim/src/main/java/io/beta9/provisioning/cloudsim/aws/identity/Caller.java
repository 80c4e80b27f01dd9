package io.beta9.provisioning.cloudsim.aws.identity;

/**
 * Who a request comes from.
 *
 * @param arn a user's ARN, or an assumed role's session ARN
 */
public record Caller(String account, String arn) {}
