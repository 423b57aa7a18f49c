package org.mobilenet4j.weights;

import java.util.Set;

/**
 * The modules of Python whose functions do something when a pickle calls them. No checkpoint of a trainer names one, and
 * here nothing is ever called; but a file that does is made to attack whoever loads it in Python.
 */
final class RunnableModules {
    /** With everything in them. */
    private static final Set<String> PACKAGES = Set.of(
            "asyncio",
            "aiohttp",
            "cloudpickle",
            "concurrent",
            "ctypes",
            "dill",
            "distutils",
            "ensurepip",
            "http",
            "idlelib",
            "importlib",
            "joblib",
            "lib2to3",
            "multiprocessing",
            "os",
            "pip",
            "posix",
            "requests",
            "sqlite3",
            "urllib",
            "venv");

    /** These alone: people call packages of their own {@code code} or {@code profile}. */
    private static final Set<String> MODULES = Set.of(
            "_aix_support",
            "_io",
            "_osx_support",
            "_posixsubprocess",
            "_pyrepl",
            "_winapi",
            "bdb",
            "cProfile",
            "code",
            "codeop",
            "commands",
            "ftplib",
            "httplib",
            "imaplib",
            "imp",
            "io",
            "marshal",
            "nt",
            "operator",
            "pdb",
            "pickle",
            "pkgutil",
            "profile",
            "pty",
            "pydoc",
            "runpy",
            "shutil",
            "site",
            "smtplib",
            "socket",
            "ssl",
            "subprocess",
            "sys",
            "tempfile",
            "timeit",
            "urllib2",
            "webbrowser",
            "zipimport");

    /**
     * What data of builtins is made of; the others read, evaluate or change something. Enums and classes within classes are
     * written by way of getattr.
     */
    private static final Set<String> DATA = Set.of(
            "bool",
            "bytearray",
            "bytes",
            "complex",
            "dict",
            "float",
            "frozenset",
            "getattr",
            "int",
            "list",
            "long",
            "object",
            "range",
            "set",
            "slice",
            "str",
            "tuple",
            "type",
            "unicode",
            "xrange",
            "NoneType",
            "Ellipsis",
            "NotImplemented");

    private RunnableModules() {}

    static boolean canRunCode(String module, String name) {
        String top = module.substring(0, module.indexOf('.') < 0 ? module.length() : module.indexOf('.'));
        if (top.equals("builtins") || top.equals("__builtin__")) {
            return !DATA.contains(name);
        }
        boolean isLoader = top.equals("torch") && (name.equals("load") || module.equals("torch.hub"));
        boolean isNumpyRunner = top.equals("numpy") && module.contains("testing");
        return MODULES.contains(module) || PACKAGES.contains(top) || isLoader || isNumpyRunner;
    }
}
