package io.beta9.provisioning.worker;

import io.beta9.provisioning.aws.AwsSessions;
import io.beta9.provisioning.terraform.TerraformOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a worker works with, the same for all its operations.
 *
 * @param workdirBase where the stack directories lie
 * @param host the name of this host, by which a child process is found again
 */
public record Workshop(
    AwsSessions sessions,
    Tools tools,
    TerraformOptions terraformOptions,
    Path workdirBase,
    String host,
    JsonMapper json,
    Clock clock,
    RandomGenerator random) {}
