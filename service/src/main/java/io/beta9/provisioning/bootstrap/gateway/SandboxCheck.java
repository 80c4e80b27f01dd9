package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblem;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Verifies that a user can run code: builds an image, starts a container with a volume, executes a
 * command with a secret that writes and reads a file, and reads its output. What it creates has
 * fixed names and is removed at the end, also what an interrupted check has left. Beta9 has no
 * route that deletes an image or a stub: the stub is used again, the image remains in the registry.
 */
public final class SandboxCheck {
  private static final String NAME = "beta9-provisioning-check";
  private static final String SECRET = "BETA9_PROVISIONING_CHECK";
  private static final String FILE = "check.txt";
  private static final String MOUNT = "/check";

  /** The chart {@code beta9} has the same registry. */
  private static final String PUBLIC_REGISTRY = "public.ecr.aws";

  private static final String BASE_IMAGE = "/n4e0e1y0/beta9-runner:py310-";

  /** The pools of the chart {@code beta9}. A container without a GPU does not run on others. */
  private static final String CPU_POOL = "default";

  private static final String BUILD_POOL = "build";
  private static final String GPU_POOL = "gpu";

  /** Nodes may have to be started, for the build and for the container. */
  private static final Duration TOTAL = Duration.ofMinutes(30);

  /** Longer than everything: from its creation on, Beta9 stops a container after this time. */
  private static final Duration KEEP_WARM = Duration.ofMinutes(35);

  private static final Duration COMMAND = Duration.ofMinutes(2);
  private static final Duration UPLOAD = Duration.ofSeconds(90);
  private static final Duration CLEANUP = Duration.ofSeconds(60);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
  private static final int MILLICPUS = RequestLimits.MIN_MILLICPUS;
  private static final int MEMORY_MIB = 512;

  private final ClusterAccess cluster;
  private final UnaryOperator<String> redact;

  /**
   * @param redact removes secrets from what the cluster reports
   */
  public SandboxCheck(ClusterAccess cluster, UnaryOperator<String> redact) {
    this.cluster = cluster;
    this.redact = redact;
  }

  /** Runs the check; a GPU is checked, too, if one is always available. */
  public void run(
      InfraModel model, SmokeTest extent, AdminTokenStore.StoredToken admin, WaitContext context)
      throws InterruptedException {
    if (extent == SmokeTest.NONE) {
      context.report(new ClusterProgress.SandboxSkipped());
      return;
    }
    InfraModel.NodeGroup gpuNodes = model.gpuNodes();
    boolean gpu = gpuNodes != null && (extent == SmokeTest.FULL || gpuNodes.minSize() > 0);
    WaitContext limited = context.limitedTo(TOTAL);
    try (GatewayConnection connection = new GatewayConnection(cluster, admin.token())) {
      WorkspaceClient workspace = new WorkspaceClient(connection, admin.workspaceId(), limited);
      try {
        String image = buildImage(workspace, baseImage(model), limited);
        checkContainer(workspace, image, limited);
        if (gpu) {
          checkGpu(workspace, image, model.beta9().gpuType(), limited);
        }
      } finally {
        removeSecret(workspace, context);
      }
    }
    context.report(new ClusterProgress.SandboxCompleted(gpu));
  }

  private static String baseImage(InfraModel model) {
    return Objects.requireNonNullElse(model.beta9().imageRegistry(), PUBLIC_REGISTRY)
        + BASE_IMAGE
        + model.beta9().runner();
  }

  private String buildImage(WorkspaceClient workspace, String baseImage, WaitContext context)
      throws InterruptedException {
    context.report(new ClusterProgress.SandboxImageBuilding());
    // An image that exists is not built again.
    String command = "echo check-" + context.clock().millis();
    SandboxCause cause = cause(BUILD_POOL);
    String reported = "";
    while (true) {
      context.throwIfCancelled();
      try {
        WorkspaceClient.Build build = workspace.buildImage(baseImage, command, remaining(context));
        if (build.imageId().isPresent()) {
          return build.imageId().get();
        }
        reported = WorkspaceClient.shortened(redact.apply(build.reported()));
        if (reported.contains("Build failed")) {
          throw buildFailed(reported, cause.find());
        }
      } catch (FailureException e) {
        if (e.failure().kind() != FailureClass.TRANSIENT || context.hasTimedOut()) {
          throw e;
        }
        reported = e.failure().why();
      }
      // The first build waits for a node for five minutes, which may take longer to start.
      if (context.hasTimedOut() || cause.permanentProblem(context.clock().instant()).isPresent()) {
        throw buildFailed(reported, cause.find());
      }
      context.report(new ClusterProgress.SandboxImagePending(reported));
      context.pause(RETRY_INTERVAL);
    }
  }

  private static Duration remaining(WaitContext context) {
    Duration left = Duration.between(context.clock().instant(), context.deadline());
    return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
  }

  private static FailureException buildFailed(String reported, String cause) {
    return new FailureException(
        Failure.of(FailureCode.SANDBOX_IMAGE_NOT_BUILT)
            .with(FailureParameter.NAMESPACE, Gateway.NAMESPACE)
            .with(FailureParameter.REPORTED, reported)
            .with(FailureParameter.LOG_LINE, cause));
  }

  private void checkContainer(WorkspaceClient workspace, String image, WaitContext context)
      throws InterruptedException {
    String value = UUID.randomUUID().toString();
    workspace.putSecret(SECRET, value);
    String volume = workspace.ensureVolume(NAME);
    try {
      ObjectNode stub = stub(NAME, image);
      stub.putArray("volumes").addObject().put("id", volume).put("mount_path", MOUNT);
      String written = "written " + context.clock().millis();
      String path = MOUNT + "/" + FILE;
      execute(
          workspace,
          stub,
          new Command(
              "sh -c 'echo "
                  + written
                  + " > "
                  + path
                  + " && cat "
                  + path
                  + " && printenv "
                  + SECRET
                  + "'",
              List.of(SECRET),
              written + "\n" + value),
          context);
      awaitUpload(workspace, context);
    } finally {
      cleanUp(
          context,
          ClusterProgress.SandboxItem.VOLUME,
          limited -> workspace.with(limited).emptyVolume(NAME));
    }
  }

  private void awaitUpload(WorkspaceClient workspace, WaitContext context)
      throws InterruptedException {
    WaitContext limited = context.limitedTo(UPLOAD);
    while (!workspace.hasFile(NAME, FILE)) {
      limited.throwIfCancelled();
      if (limited.hasTimedOut()) {
        throw new FailureException(
            Failure.of(FailureCode.SANDBOX_VOLUME_NOT_STORED)
                .with(FailureParameter.NAMESPACE, Gateway.NAMESPACE)
                .with(FailureParameter.LOG_LINE, cause(CPU_POOL).find()));
      }
      limited.pause(POLL_INTERVAL);
    }
  }

  private void checkGpu(
      WorkspaceClient workspace, String image, @Nullable String gpu, WaitContext context)
      throws InterruptedException {
    ObjectNode stub = stub(NAME + "-gpu", image).put("gpu", gpu).put("gpu_count", 1);
    execute(workspace, stub, new Command("nvidia-smi", List.of(), "NVIDIA-SMI"), context);
  }

  private static ObjectNode stub(String name, String image) {
    ObjectNode stub = JsonMapper.shared().createObjectNode();
    stub.put("stub_type", "sandbox").put("name", name).put("app_name", NAME).put("image_id", image);
    stub.put("cpu", MILLICPUS).put("memory", MEMORY_MIB).put("authorized", true);
    stub.put("keep_warm_seconds", KEEP_WARM.toSeconds()).put("force_create", false);
    stub.putArray("entrypoint").add("tail").add("-f").add("/dev/null");
    return stub;
  }

  /** A command in a container and the beginning of the output that it must have. */
  private record Command(String text, List<String> secrets, String expected) {}

  private void execute(
      WorkspaceClient workspace, ObjectNode stub, Command command, WaitContext context)
      throws InterruptedException {
    context.report(new ClusterProgress.SandboxStarting(stub.path("name").asString("")));
    String container = workspace.createPod(workspace.ensureStub(stub));
    try {
      awaitRunning(workspace, container, cause(pool(stub)), context);
      WaitContext limited = context.limitedTo(COMMAND);
      Optional<WorkspaceClient.Output> output =
          workspace.with(limited).execute(container, command.text(), command.secrets());
      if (output.isEmpty()
          || output.get().exitCode() != 0
          || !output.get().stdout().strip().contains(command.expected())) {
        throw new FailureException(commandFailed(output, pool(stub)));
      }
    } finally {
      cleanUp(
          context,
          ClusterProgress.SandboxItem.CONTAINER,
          limited -> stop(workspace.with(limited), container, limited));
    }
  }

  /** The expected output contains a secret, the actual one may. */
  private Failure commandFailed(Optional<WorkspaceClient.Output> output, String pool) {
    return Failure.of(FailureCode.SANDBOX_COMMAND_FAILED)
        .with(FailureParameter.EXIT_CODE, output.map(one -> "" + one.exitCode()).orElse(null))
        .with(
            FailureParameter.REPORTED,
            output
                .map(one -> WorkspaceClient.shortened(redact.apply(one.stderr())))
                .orElse("it did not end in time"))
        .with(FailureParameter.NAMESPACE, Gateway.NAMESPACE)
        .with(FailureParameter.LOG_LINE, cause(pool).find());
  }

  private SandboxCause cause(String pool) {
    return new SandboxCause(cluster, redact, pool);
  }

  private static String pool(ObjectNode stub) {
    return stub.has("gpu") ? GPU_POOL : CPU_POOL;
  }

  private static void awaitRunning(
      WorkspaceClient workspace, String container, SandboxCause cause, WaitContext context)
      throws InterruptedException {
    while (true) {
      context.throwIfCancelled();
      String status = workspace.status(container);
      if (status.equals("running")) {
        return;
      }
      boolean ended = status.equals("exited") || status.equals("stopping");
      Instant now = context.clock().instant();
      Optional<PodProblem> problem = ended ? Optional.empty() : cause.permanentProblem(now);
      if (ended || problem.isPresent() || context.hasTimedOut()) {
        throw new FailureException(
            Failure.of(FailureCode.SANDBOX_NOT_STARTED)
                .with(FailureParameter.STATUS, status)
                .with(FailureParameter.NAMESPACE, Gateway.NAMESPACE)
                .with(FailureParameter.LOG_LINE, cause.find()));
      }
      context.pause(POLL_INTERVAL);
    }
  }

  private static void stop(WorkspaceClient workspace, String container, WaitContext context)
      throws InterruptedException {
    workspace.stop(container);
    while (!workspace.status(container).equals("exited") && !context.hasTimedOut()) {
      context.pause(POLL_INTERVAL);
    }
  }

  private static void removeSecret(WorkspaceClient workspace, WaitContext context)
      throws InterruptedException {
    cleanUp(
        context,
        ClusterProgress.SandboxItem.SECRET,
        limited -> workspace.with(limited).deleteSecret(SECRET));
  }

  @FunctionalInterface
  private interface Cleanup {
    void run(WaitContext context) throws InterruptedException;
  }

  /** Cleans up even if the check was cancelled, and hides no failure of the check. */
  private static void cleanUp(
      WaitContext context, ClusterProgress.SandboxItem item, Cleanup cleanup)
      throws InterruptedException {
    WaitContext limited =
        new WaitContext(
            context.clock(),
            context.clock().instant().plus(CLEANUP),
            () -> false,
            context.progress());
    try {
      cleanup.run(limited);
    } catch (FailureException e) {
      context.report(new ClusterProgress.SandboxItemNotRemoved(item, e.failure()));
    }
  }
}
