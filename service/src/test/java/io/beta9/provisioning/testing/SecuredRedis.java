package io.beta9.provisioning.testing;

import io.beta9.provisioning.cloudsim.kubernetes.http.TlsIdentity;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A Redis server that requires TLS and a password. Its certificate is its own authority. */
public final class SecuredRedis implements AutoCloseable {
  private final RedisServer server;
  private final RedisClient client;
  private final RedisCommands<String, String> admin;
  private final int port;

  /** Starts a server with its files in the directory. */
  public SecuredRedis(Path directory, TlsIdentity identity, String password) throws IOException {
    PemFiles.write(identity, directory);
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path socket = directory.resolve("socket");
    server =
        RedisServer.newRedisServer()
            .port(0)
            .setting("tls-port " + port)
            .setting("unixsocket " + socket)
            .setting("tls-cert-file " + directory.resolve(PemFiles.CERTIFICATE))
            .setting("tls-key-file " + directory.resolve(PemFiles.KEY))
            .setting("tls-auth-clients no")
            .setting("requirepass " + password)
            .setting("save \"\"")
            .build();
    server.start();
    client = RedisClient.create();
    client.setOptions(
        ClientOptions.builder()
            .sslOptions(
                SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(directory.resolve(PemFiles.CERTIFICATE).toFile())
                    .build())
            .build());
    admin = client.connect(RedisURI.create(url(password))).sync();
  }

  public String url(String password) {
    return "rediss://:" + password + "@127.0.0.1:" + port;
  }

  /** Changes the password and closes all connections but its own. */
  public void setPassword(String password) {
    admin.configSet("requirepass", password);
    admin.clientKill(KillArgs.Builder.typeNormal().skipme());
  }

  @Override
  public void close() throws IOException {
    client.shutdown();
    server.stop();
  }
}
