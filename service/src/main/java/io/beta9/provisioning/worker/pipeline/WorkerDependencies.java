package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.terraform.run.TerraformOptions;
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
public record WorkerDependencies(
    AwsSessions sessions,
    WorkerTools tools,
    TerraformOptions terraformOptions,
    Path workdirBase,
    String host,
    JsonMapper json,
    Clock clock,
    RandomGenerator random) {}
