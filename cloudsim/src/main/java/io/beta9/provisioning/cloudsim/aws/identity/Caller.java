package io.beta9.provisioning.cloudsim.aws.identity;

/**
 * The caller of a request.
 *
 * @param arn the ARN of a user or of an assumed-role session
 */
public record Caller(String account, String arn) {}
