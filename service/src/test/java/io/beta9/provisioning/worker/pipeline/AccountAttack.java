package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.bootstrap.FakeClusters;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblem;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblemKind;
import io.beta9.provisioning.bootstrap.diagnosis.RolloutReport;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the owner of an account can do to it while the service works: change the state, the lock,
 * the secrets and the tags, and what its pods and nodes report.
 */
enum AccountAttack {
  STATE_WITH_ANOTHER_PROVIDER {
    @Override
    void perform(Target target) {
      target.changeState(
          state ->
              resource(state).put("provider", "provider[\"registry.terraform.io/evil/evil\"]"));
    }
  },
  STATE_WITH_ANOTHER_MODULE {
    @Override
    void perform(Target target) {
      target.changeState(state -> resource(state).put("module", "module." + HOSTILE));
    }
  },
  STATE_WITH_ANOTHER_TYPE {
    @Override
    void perform(Target target) {
      target.changeState(state -> resource(state).put("type", "aws_instance"));
    }
  },
  STATE_WITH_HOSTILE_OUTPUTS {
    @Override
    void perform(Target target) {
      target.changeState(
          state -> {
            ObjectNode outputs = (ObjectNode) state.path("outputs");
            for (String name : List.copyOf(outputs.propertyNames())) {
              ((ObjectNode) outputs.path(name)).put("value", HOSTILE);
            }
          });
    }
  },
  STATE_WITH_HOSTILE_IDS {
    @Override
    void perform(Target target) {
      target.changeState(
          state ->
              state
                  .path("resources")
                  .forEach(
                      resource ->
                          ((ObjectNode) resource.at("/instances/0/attributes"))
                              .put("id", HOSTILE)));
    }
  },
  STATE_THAT_IS_NONE {
    @Override
    void perform(Target target) {
      target.writeState(HOSTILE);
    }
  },
  STATE_NESTED_DEEPLY {
    @Override
    void perform(Target target) {
      target.writeState("{\"a\":".repeat(100_000));
    }
  },
  STATE_TOO_LARGE {
    @Override
    void perform(Target target) {
      target.writeState(" ".repeat(33 * 1024 * 1024));
    }
  },
  STATE_DELETED {
    @Override
    void perform(Target target) {
      target.delete(target.backend().key());
    }
  },
  LOCK_OF_A_HOSTILE_OWNER {
    @Override
    void perform(Target target) {
      ObjectNode lock = JsonMapper.shared().createObjectNode();
      for (String field : List.of("ID", "Operation", "Info", "Who", "Version", "Path")) {
        lock.put(field, HOSTILE);
      }
      target.write(target.backend().lockFileKey(), lock.put("Created", HOSTILE).toString());
    }
  },
  LOCK_THAT_IS_NONE {
    @Override
    void perform(Target target) {
      target.write(target.backend().lockFileKey(), HOSTILE);
    }
  },
  SECRETS_THAT_ARE_NONE {
    @Override
    void perform(Target target) {
      target.changeSecrets(HOSTILE);
    }
  },
  SECRETS_WITHOUT_FIELDS {
    @Override
    void perform(Target target) {
      target.changeSecrets(JsonMapper.shared().createObjectNode().put(HOSTILE, HOSTILE).toString());
    }
  },
  TAGS_OF_ANOTHER_ENVIRONMENT {
    @Override
    void perform(Target target) {
      target.changeTags("beta9:environment-id", "env_ffffffffffff");
    }
  },
  HOSTILE_NAMES {
    @Override
    void perform(Target target) {
      target.changeTags("Name", HOSTILE_NAME);
    }
  },
  LOG_OF_A_POD {
    @Override
    void perform(Target target) {
      target
          .clusters()
          .failInstallations(
              new RolloutReport(
                      "beta9",
                      "beta9-system",
                      List.of(),
                      List.of(
                          new PodProblem(
                              HOSTILE, HOSTILE, "CrashLoopBackOff", HOSTILE, PodProblemKind.CRASH)),
                      List.of(),
                      List.of(),
                      HOSTILE.lines().toList(),
                      List.of())
                  .failure());
    }
  },
  CONSOLE_OF_A_NODE {
    @Override
    void perform(Target target) {
      target
          .clusters()
          .failInstallations(
              Failure.of(FailureCode.NODES_NOT_JOINED, "Waiting for nodes")
                  .with(FailureParameter.CONSOLE, HOSTILE)
                  .with(FailureParameter.REPORTED, HOSTILE));
    }
  };

  /** Clears the screen, sets the clipboard, reverses text, forges a line, and ends YAML and SQL. */
  static final String HOSTILE =
      "x\u001b[2J\u009b2J\u001b]52;c;aGk=\u0007\u202eb\r\nERROR forged\n\"}';--\n---\n- &a *a ${x}";

  /** The same without the characters that XML, the format of EC2's responses, cannot contain. */
  private static final String HOSTILE_NAME =
      HOSTILE.replaceAll("[\\p{Cntrl}&&[^\n\r\t]]", "\u009b");

  /**
   * The account of an environment.
   *
   * @param session of the owner of the account
   * @param clusters those of the account, whose programs the owner controls
   */
  record Target(AwsSession session, StateBackend backend, EnvironmentId id, FakeClusters clusters) {
    void changeState(Consumer<ObjectNode> change) {
      read(backend.key())
          .map(text -> (ObjectNode) JsonMapper.shared().readTree(text))
          .filter(state -> state.path("resources").size() > 0)
          .ifPresent(
              state -> {
                change.accept(state);
                writeState(state.toString());
              });
    }

    void writeState(String text) {
      write(backend.key(), text);
    }

    /** Does not write the same again: the bucket keeps all versions. */
    void write(String key, String text) {
      try {
        if (length(key) == text.getBytes(StandardCharsets.UTF_8).length) {
          return;
        }
        session
            .s3()
            .putObject(r -> r.bucket(backend.bucket()).key(key), RequestBody.fromString(text));
      } catch (NoSuchBucketException e) {
        // Nothing to change yet.
      }
    }

    private long length(String key) {
      try {
        return session.s3().headObject(r -> r.bucket(backend.bucket()).key(key)).contentLength();
      } catch (S3Exception e) {
        return -1;
      }
    }

    void delete(String key) {
      try {
        session.s3().deleteObject(r -> r.bucket(backend.bucket()).key(key));
      } catch (NoSuchBucketException e) {
        // Nothing to delete yet.
      }
    }

    private Optional<String> read(String key) {
      try {
        return Optional.of(
            session.s3().getObjectAsBytes(r -> r.bucket(backend.bucket()).key(key)).asUtf8String());
      } catch (NoSuchKeyException | NoSuchBucketException e) {
        return Optional.empty();
      }
    }

    void changeSecrets(String text) {
      for (String name : EnvironmentSecrets.names(id)) {
        try {
          session.secrets().putSecretValue(r -> r.secretId(name).secretString(text));
        } catch (SecretsManagerException e) {
          // It does not exist yet.
        }
      }
    }

    void changeTags(String key, String value) {
      List<String> resources = new ArrayList<>();
      session.ec2().describeVpcs().vpcs().forEach(vpc -> resources.add(vpc.vpcId()));
      session.ec2().describeSubnets().subnets().forEach(it -> resources.add(it.subnetId()));
      if (!resources.isEmpty()) {
        session
            .ec2()
            .createTags(r -> r.resources(resources).tags(tag -> tag.key(key).value(value)));
      }
    }
  }

  abstract void perform(Target target);

  private static ObjectNode resource(ObjectNode state) {
    return (ObjectNode) state.path("resources").get(0);
  }
}
