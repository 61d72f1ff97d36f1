package io.fastflight.testkit.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Five hundred names of classes, for whoever may take a name of a request for one: those that
 * attacks on deserialisers have used, and others of this JVM that hardly any program loads.
 */
public final class ClassNames {
  private static final int COUNT = 500;

  private static final List<String> GADGETS =
      List.of(
          "com.sun.rowset.JdbcRowSetImpl",
          "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
          "com.sun.org.apache.bcel.internal.util.ClassLoader",
          "com.sun.jndi.ldap.LdapCtx",
          "com.sun.jndi.rmi.registry.RegistryContextFactory",
          "java.rmi.server.UnicastRemoteObject",
          "java.rmi.registry.LocateRegistry",
          "javax.management.BadAttributeValueExpException",
          "javax.management.loading.MLet",
          "javax.naming.InitialContext",
          "javax.script.ScriptEngineManager",
          "javax.swing.JEditorPane",
          "javax.imageio.ImageIO",
          "java.beans.EventHandler",
          "java.beans.XMLDecoder",
          "sun.rmi.server.UnicastRef",
          "org.apache.commons.collections.functors.InvokerTransformer",
          "org.apache.commons.dbcp2.BasicDataSource",
          "org.apache.ibatis.datasource.jndi.JndiDataSourceFactory",
          "org.springframework.context.support.ClassPathXmlApplicationContext",
          "org.springframework.context.support.FileSystemXmlApplicationContext",
          "org.codehaus.groovy.runtime.MethodClosure",
          "org.h2.jdbcx.JdbcDataSource",
          "org.postgresql.ds.PGSimpleDataSource",
          "com.zaxxer.hikari.HikariDataSource",
          "ch.qos.logback.core.db.JNDIConnectionSource",
          "com.mchange.v2.c3p0.WrapperConnectionPoolDataSource",
          "org.duckdb.DuckDBDriver",
          "[Ljava.rmi.server.ObjID;",
          "Ljava/rmi/server/ObjID;",
          "java/rmi/server/ObjID",
          "class java.rmi.server.ObjID",
          "java.rmi.server.ObjID.class");

  private static final List<String> MODULES =
      List.of("java.desktop", "java.rmi", "java.naming", "java.sql.rowset", "java.scripting");

  private ClassNames() {}

  /** Returns all of them, in one order. */
  public static List<String> all() {
    Set<String> names = new LinkedHashSet<>(GADGETS);
    for (String module : MODULES) {
      Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
      try (Stream<Path> files = Files.exists(root) ? Files.walk(root) : Stream.of()) {
        files
            .map(file -> root.relativize(file).toString())
            .filter(file -> file.startsWith("java") && file.endsWith(".class"))
            .filter(file -> !file.contains("-"))
            .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
            .sorted()
            .limit(COUNT)
            .forEach(names::add);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return names.stream().limit(COUNT).toList();
  }
}
