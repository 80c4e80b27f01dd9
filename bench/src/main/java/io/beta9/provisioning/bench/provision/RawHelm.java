package io.beta9.provisioning.bench.provision;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code helm install --wait} and {@code helm upgrade --wait} by Helm's library in this process: as
 * fast as the helm command, without the process that the service starts for each call.
 *
 * <p>The library comes from helm-runner's jar and is called by reflection, so that its native code
 * is not on the class path of all benchmarks.
 */
final class RawHelm {
  private static final int TIMEOUT_SECONDS = 1200;

  private final Class<?> helm;
  private final Path charts;
  private final Path folder;

  /**
   * Loads the library, which can be done once per process.
   *
   * @param helmRunner the jar of helm-runner
   * @param folder for values and kubeconfig
   */
  static RawHelm load(Path helmRunner, Path charts, Path folder) throws IOException {
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {helmRunner.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      loader.loadClass("io.beta9.provisioning.helmrunner.Main").getMethod("loadHelm").invoke(null);
      return new RawHelm(loader.loadClass("com.marcnuri.helm.Helm"), charts, folder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Helm's library could not be loaded", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private RawHelm(Class<?> helm, Path charts, Path folder) {
    this.helm = helm;
    this.charts = charts;
    this.folder = folder;
  }

  void install(ClusterAccess cluster, String chart, String namespace, ObjectNode values)
      throws IOException {
    execute(call(command("install", chart), "createNamespace"), cluster, chart, namespace, values);
  }

  void upgrade(ClusterAccess cluster, String chart, String namespace, ObjectNode values)
      throws IOException {
    execute(call(command("upgrade", chart), "resetValues"), cluster, chart, namespace, values);
  }

  private Object command(String name, String chart) {
    try {
      return call(helm.getConstructor(Path.class).newInstance(charts.resolve(chart)), name);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(
      Object command, ClusterAccess cluster, String chart, String namespace, ObjectNode values)
      throws IOException {
    call(command, "withName", chart);
    call(command, "withNamespace", namespace);
    call(command, "withKubeConfig", write("kubeconfig", cluster.kubeconfig()));
    call(command, "withValuesFile", write(chart + ".yaml", values.toString()));
    call(command, "waitReady");
    call(command, "withTimeout", TIMEOUT_SECONDS);
    call(command, "call");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Object call(Object target, String name, Object... arguments) {
    try {
      Method method =
          Arrays.stream(target.getClass().getMethods())
              .filter(found -> found.getName().equals(name))
              .filter(found -> found.getParameterCount() == arguments.length)
              .filter(found -> !found.isBridge())
              .findFirst()
              .orElseThrow(() -> new NoSuchMethodException(name));
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Helm failed in " + name, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
